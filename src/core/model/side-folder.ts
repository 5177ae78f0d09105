// Folders beside what a project is about: what they tell a tool is worth a word, and no verdict about the project.

/** Folders of projects that nobody works in: tests play with them, a build made them, or strangers brought them. */
const SIDE_FOLDERS = new Set(
  'test tests __tests__ __fixtures__ __mocks__ spec specs fixture fixtures testdata test-data test_data example examples sample samples vendor third_party build dist target'.split(
    ' ',
  ),
);

/** The part of the path that makes a folder one of these. */
export const sideFolderOf = (path: string): string | undefined =>
  path.split('/').find((one) => SIDE_FOLDERS.has(one.toLowerCase()));
