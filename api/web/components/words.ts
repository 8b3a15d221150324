// The words of the pages, with values put into them; the words themselves are in words/<language>.

export type Words = string | { one: string; other: string };
type Values = Record<string, string | number>;

/** Words with their `{placeholders}` filled; by number, `count` chooses which. */
export function say(words: Words, values: Values = {}): string {
  const chosen =
    typeof words === "string" ? words : Number(values["count"]) === 1 ? words.one : words.other;
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
