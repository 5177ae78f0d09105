// What the rules of architecture look at in a source file, read with a real parser.
import { type Module, parseSync } from '@swc/core';

export interface ImportFact {
  /** As written: `../model/package.ts`, `node:fs`, `yaml`. */
  readonly specifier: string;
  /** Nothing of it is there when the program runs. */
  readonly isTypeOnly: boolean;
  /** `import()`: loaded when it is reached, and not with the file. */
  readonly isLate: boolean;
  /** What is taken of it, by the names it has there and without types; undefined where that is the whole. */
  readonly names?: readonly string[] | undefined;
}

/** Stands for `import()` or `require` of anything but a literal: nobody can tell where it leads. */
export const EXPRESSION = '(an expression)';

export interface SourceFacts {
  /** Below src, with slashes: `core/model/package.ts`. */
  readonly path: string;
  /** Static, dynamic and type imports, re-exports and `require`. */
  readonly imports: readonly ImportFact[];
  /** Names used as values that the file neither declares nor imports. */
  readonly ambient: readonly string[];
  /** Names that the file declares or imports, in whatever scope. */
  readonly declared: readonly string[];
  readonly exports: readonly string[];
  readonly hasDefaultExport: boolean;
  /** String literals, literal parts of templates, and names of keys: of objects, of members, in patterns. */
  readonly texts: readonly string[];
  readonly lines: number;
}

type Node = Readonly<Record<string, unknown>> & { readonly type?: string };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Facts of one file. Throws where the parser does. */
export function readSource(path: string, text: string): SourceFacts {
  const module: Module = parseSync(text, { syntax: 'typescript', target: 'es2023' });
  const reader = new Reader();
  reader.visit(module as unknown as Node);
  reader.findTypes(module);
  return {
    path,
    imports: reader.imports,
    ambient: [...reader.used].filter((name) => !reader.declared.has(name)).sort(),
    declared: [...reader.declared].sort(),
    exports: reader.exports,
    hasDefaultExport: reader.hasDefaultExport,
    texts: reader.texts,
    lines: text.split('\n').length - 1,
  };
}

class Reader {
  readonly imports: ImportFact[] = [];
  readonly used = new Set<string>();
  readonly declared = new Set<string>();
  readonly exports: string[] = [];
  readonly texts: string[] = [];
  hasDefaultExport = false;

  visit(node: unknown): void {
    if (Array.isArray(node)) {
      for (const each of node) this.visit(each);
      return;
    }
    if (!isNode(node)) return;
    const handle = HANDLERS[node.type ?? ''];
    if (handle) handle(node, this);
    else this.visitChildren(node);
  }

  /** Imports and literals in types, wherever a type may stand. */
  findTypes(node: unknown): void {
    if (Array.isArray(node)) {
      for (const each of node) this.findTypes(each);
      return;
    }
    if (!isNode(node)) return;
    if (node.type === 'TsImportType')
      this.imports.push({ specifier: value(node.argument), isTypeOnly: true, isLate: false });
    if (node.type === 'TsLiteralType') this.texts.push(value(node.literal));
    for (const each of Object.values(node)) if (typeof each === 'object') this.findTypes(each);
  }

  visitChildren(node: Node, except: readonly string[] = []): void {
    for (const [name, value] of Object.entries(node)) {
      if (name !== 'span' && name !== 'type' && name !== 'ctxt' && !except.includes(name)) this.visit(value);
    }
  }

  /** Names that a pattern binds; its default values are expressions. */
  declare(pattern: unknown): void {
    if (Array.isArray(pattern)) {
      for (const each of pattern) this.declare(each);
      return;
    }
    if (!isNode(pattern)) return;
    if (pattern.type === 'Identifier') this.declared.add(String(pattern.value));
    else if (pattern.type === 'ArrayPattern') this.declare(pattern.elements);
    else if (pattern.type === 'ObjectPattern') this.declare(pattern.properties);
    else if (pattern.type === 'RestElement') this.declare(pattern.argument);
    else if (pattern.type === 'KeyValuePatternProperty') {
      this.key(pattern.key);
      this.declare(pattern.value);
    } else if (pattern.type === 'AssignmentPatternProperty') {
      this.declare(pattern.key);
      this.visit(pattern.value);
    } else if (pattern.type === 'AssignmentPattern') {
      this.declare(pattern.left);
      this.visit(pattern.right);
    } else if (pattern.type === 'Parameter') this.declare(pattern.pat);
    else if (pattern.type === 'TsParameterProperty') this.declare(pattern.param);
    else this.visit(pattern);
  }

  key(key: unknown): void {
    if (!isNode(key)) return;
    if (key.type === 'Identifier') this.texts.push(String(key.value));
    else this.visit(key);
  }
}

const value = (node: unknown) => String((node as Node | undefined)?.value ?? '');

function declareNamed(node: Node, reader: Reader): void {
  reader.declare(node.identifier ?? node.id);
  reader.visitChildren(node, ['identifier', 'id', 'params', 'declare']);
  reader.declare(node.params);
}

function methodBody(method: unknown, reader: Reader): void {
  const { params, body } = method as Node;
  reader.declare(params);
  reader.visit(body);
}

const ignore = () => {};

const HANDLERS: Readonly<Record<string, (node: Node, reader: Reader) => void>> = {
  ImportDeclaration(node, reader) {
    const specifiers = node.specifiers as readonly Node[];
    const isTypeOnly =
      node.typeOnly === true || (specifiers.length > 0 && specifiers.every((each) => each.isTypeOnly === true));
    const names = specifiers.every((each) => each.type === 'ImportSpecifier')
      ? specifiers.filter((each) => each.isTypeOnly !== true).map((each) => value(each.imported ?? each.local))
      : undefined;
    reader.imports.push({ specifier: value(node.source), isTypeOnly, isLate: false, names });
    for (const { local } of specifiers) reader.declare(local);
  },
  ExportNamedDeclaration(node, reader) {
    const specifiers = node.specifiers as readonly Node[];
    if (node.source)
      reader.imports.push({
        specifier: value(node.source),
        isTypeOnly: node.typeOnly === true,
        isLate: false,
        names: specifiers.every((each) => each.type === 'ExportSpecifier')
          ? specifiers.map((each) => value(each.orig))
          : undefined,
      });
    for (const each of specifiers) {
      const name = value(each.exported ?? each.orig ?? each.name);
      // What is only passed on, under its own name, is defined elsewhere.
      const isPassedOn = node.source && each.type === 'ExportSpecifier' && name === value(each.orig);
      if (!isPassedOn) reader.exports.push(name);
      if (name === 'default') reader.hasDefaultExport = true;
      if (!node.source && node.typeOnly !== true) reader.visit(each.orig);
    }
  },
  ExportAllDeclaration(node, reader) {
    reader.imports.push({ specifier: value(node.source), isTypeOnly: node.typeOnly === true, isLate: false });
  },
  ExportDefaultDeclaration(node, reader) {
    reader.hasDefaultExport = true;
    reader.visitChildren(node);
  },
  ExportDefaultExpression(node, reader) {
    reader.hasDefaultExport = true;
    reader.visitChildren(node);
  },
  ExportDeclaration(node, reader) {
    const declaration = node.declaration as Node;
    const own = new Reader();
    if (declaration.type === 'VariableDeclaration')
      for (const each of declaration.declarations as readonly Node[]) own.declare(each.id);
    else own.declare(declaration.identifier ?? declaration.id);
    reader.exports.push(...own.declared);
    reader.visit(declaration);
  },
  VariableDeclarator(node, reader) {
    reader.declare(node.id);
    const before = reader.imports.length;
    reader.visit(node.init);
    const late = reader.imports[before];
    const isImport = ((node.init as Node | null)?.argument as Node | undefined)?.type === 'CallExpression';
    if (late?.isLate && isImport && reader.imports.length === before + 1)
      reader.imports[before] = { ...late, names: namesTaken(node.id as Node) };
  },
  FunctionDeclaration: declareNamed,
  FunctionExpression: declareNamed,
  ClassDeclaration: declareNamed,
  ClassExpression: declareNamed,
  ArrowFunctionExpression(node, reader) {
    reader.declare(node.params);
    reader.visit(node.body);
  },
  ClassMethod(node, reader) {
    reader.key(node.key);
    methodBody(node.function, reader);
  },
  PrivateMethod(node, reader) {
    methodBody(node.function, reader);
  },
  ClassProperty(node, reader) {
    reader.key(node.key);
    reader.visit(node.value);
  },
  PrivateProperty(node, reader) {
    reader.visit(node.value);
  },
  Constructor(node, reader) {
    reader.declare(node.params);
    reader.visit(node.body);
  },
  MethodProperty(node, reader) {
    reader.key(node.key);
    reader.declare(node.params);
    reader.visit(node.body);
  },
  GetterProperty(node, reader) {
    reader.key(node.key);
    reader.visit(node.body);
  },
  SetterProperty(node, reader) {
    reader.key(node.key);
    reader.declare(node.param);
    reader.visit(node.body);
  },
  KeyValueProperty(node, reader) {
    reader.key(node.key);
    reader.visit(node.value);
  },
  MemberExpression(node, reader) {
    reader.visit(node.object);
    const property = node.property as Node;
    if (property.type === 'Computed') reader.visit(property);
    else if (property.type === 'Identifier') reader.texts.push(value(property));
  },
  SuperPropExpression(node, reader) {
    if ((node.property as Node).type === 'Computed') reader.visit(node.property);
  },
  CallExpression(node, reader) {
    const callee = node.callee as Node;
    const first = (node.arguments as readonly Node[])[0]?.expression as Node | undefined;
    const isRequire = callee.type === 'Identifier' && callee.value === 'require';
    // Somebody else's function may be called `require` too.
    if (callee.type === 'Import' || (isRequire && literalOf(first) !== EXPRESSION))
      reader.imports.push({ specifier: literalOf(first), isTypeOnly: false, isLate: !isRequire });
    reader.visitChildren(node, ['typeArguments']);
  },
  TsImportEqualsDeclaration(node, reader) {
    const { expression } = node.moduleRef as { expression?: Node };
    if (expression)
      reader.imports.push({ specifier: value(expression), isTypeOnly: node.isTypeOnly === true, isLate: false });
  },
  CatchClause(node, reader) {
    reader.declare(node.param);
    reader.visit(node.body);
  },
  LabeledStatement(node, reader) {
    reader.visit(node.body);
  },
  BreakStatement: ignore,
  ContinueStatement: ignore,
  Identifier(node, reader) {
    reader.used.add(String(node.value));
  },
  StringLiteral(node, reader) {
    reader.texts.push(String(node.value));
  },
  TemplateElement(node, reader) {
    reader.texts.push(String(node.cooked ?? node.raw));
  },
  // Types: what they name does not exist when the program runs; what they import is found by `findTypes`.
  TsInterfaceDeclaration: ignore,
  TsTypeAliasDeclaration: ignore,
  TsTypeAnnotation: ignore,
  TsExpressionWithTypeArguments: ignore,
  TsTypeParameterDeclaration: ignore,
  TsTypeParameterInstantiation: ignore,
  TsAsExpression: valueOnly,
  TsSatisfiesExpression: valueOnly,
  TsConstAssertion: valueOnly,
  TsNonNullExpression: valueOnly,
  TsTypeAssertion: valueOnly,
  MetaProperty: ignore,
};

function valueOnly(node: Node, reader: Reader): void {
  reader.visit(node.expression);
}

/** Names of an object pattern as its source has them; undefined where it takes the rest as well, or is none. */
function namesTaken(pattern: Node): string[] | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined;
  const properties = pattern.properties as readonly Node[];
  if (properties.some(({ type }) => type === 'RestElement')) return undefined;
  return properties.map(({ key }) => value(key));
}

/** The text of a literal, through parentheses and assertions. */
function literalOf(node: Node | undefined): string {
  if (node?.type === 'StringLiteral') return value(node);
  const inner = node?.expression;
  if (isNode(inner)) return literalOf(inner);
  const quasis = node?.type === 'TemplateLiteral' ? (node.quasis as readonly Node[]) : [];
  return quasis.length === 1 ? String(quasis[0]?.cooked) : EXPRESSION;
}
