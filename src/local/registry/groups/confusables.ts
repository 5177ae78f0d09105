// Letters of other scripts that are drawn like Latin ones. The user guide says that weak matches fold confusable
// characters and gives no table; this one holds the Cyrillic and Greek small letters that most fonts draw alike.
const TABLE = new Map(
  Object.entries({
    а: 'a',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    һ: 'h',
    і: 'i',
    ј: 'j',
    ӏ: 'l',
    о: 'o',
    р: 'p',
    ԛ: 'q',
    ѕ: 's',
    ԝ: 'w',
    х: 'x',
    у: 'y',
    α: 'a',
    ι: 'i',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    ϲ: 'c',
    ϳ: 'j',
    ı: 'i',
    ɑ: 'a',
    ɡ: 'g',
    օ: 'o',
    ո: 'n',
    ս: 'u',
    հ: 'h',
  }),
);

/** Lower-case text with look-alikes as their Latin letters. */
export function lookAlikes(lower: string): string {
  return /^[\0-\x7f]*$/.test(lower) ? lower : Array.from(lower, (letter) => TABLE.get(letter) ?? letter).join('');
}
