import { expect, test } from '@jest/globals';
import { StsError, stsError, stsResult } from '../../../src/local/identity/sts-answer.ts';

test('a result is written as STS does, members without a value left out', () => {
  const result = { AssumedRoleUser: { Arn: 'arn:aws:sts::1:a/b', Id: 'x<&>\'"' }, PackedPolicySize: 6, Tag: undefined };
  expect(stsResult('AssumeRole', { ...result, SourceIdentity: '' }, 'id-1')).toEqual({
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'id-1' },
    body:
      '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser>' +
      '<Arn>arn:aws:sts::1:a/b</Arn><Id>x&lt;&amp;&gt;&apos;&quot;</Id></AssumedRoleUser>' +
      '<PackedPolicySize>6</PackedPolicySize><SourceIdentity></SourceIdentity></AssumeRoleResult>' +
      '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></AssumeRoleResponse>\n',
  });
});

test('an error answers whatever its message quotes', () => {
  const error = new StsError('InvalidAction', 400, 'Could not find operation <a\u0000>\ud800');
  expect(stsError(error, 'id-2')).toMatchObject({
    status: 400,
    body:
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
      '<Code>InvalidAction</Code><Message>Could not find operation &lt;a&gt;</Message></Error>' +
      '<RequestId>id-2</RequestId></ErrorResponse>\n',
  });
});
