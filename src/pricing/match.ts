type Matches = (model: string) => boolean;

/** `claude-sonnet-5-5` is not a dated `claude-sonnet-5`, and has a price of its own: a prefix ends before a further version digit. */
const NEXT_VERSION = /^[-.]\d(?!\d)/;

/** Makes the test for a row's names: any of those between spaces, all of those joined by `&`. */
export function matcher(names: string): Matches {
  const tests = names.split(" ").map((name) => {
    const all = name.split("&").map(single);
    return all.length === 1 ? all[0]! : (model: string) => all.every((test) => test(model));
  });
  return (model) => tests.some((test) => test(model));
}

function single(name: string): Matches {
  if (name.startsWith("/")) {
    const expression = new RegExp(name.slice(1, -1));
    return (model) => expression.test(model);
  }
  const open = name.startsWith("*");
  const text = name.slice(open ? 1 : 0, name.endsWith("*") ? -1 : undefined);
  if (open && name.endsWith("*")) return (model) => model.includes(text);
  if (open) return (model) => model.endsWith(text);
  if (name === text) return (model) => model === text;
  return (model) => model.startsWith(text) && !NEXT_VERSION.test(model.slice(text.length));
}
