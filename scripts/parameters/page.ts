import type { Dialect, ParamRule } from "../../src/data/dialect.ts";
import { dialects } from "../../src/data/dialects.ts";
import { PARAMETERS as anthropic } from "../../src/providers/anthropic/parameters.ts";
import { PARAMETERS as gemini } from "../../src/providers/gemini/parameters.ts";
import type { ParameterRow, Treatment } from "../../src/providers/parameter-row.ts";

type Rows = Readonly<Record<string, Pick<ParameterRow<unknown>, "treatment" | "note">>>;

const SAID: Readonly<Record<Treatment, (note: string) => string>> = {
  send: (note) => note,
  drop: () => "no effect on the answer: left out",
  warn: (note) => `left out, with a warning: ${note}`,
  refuse: (note) => `**refused**: ${note}`,
  router: () => "the router's own",
};

/** The text of `docs/parameters.md`, from the rows the codecs work by. */
export function page(): string {
  return `# Parameters

This page is written by \`npm run parameters\` from the tables the codecs work by. A field that is left out with a warning is in the report's \`warnings\`; under \`strict\` it makes the target refused. A refused target is passed over, and nothing
is sent to it. Values that ask for nothing (\`n: 1\`, \`logit_bias: {}\`, \`store: false\`) are never worth a word. [More](providers.md#what-a-target-cannot-express).

## Claude and Gemini

| parameter | at Anthropic | at Gemini |
| --- | --- | --- |
${native()}

## OpenAI and compatible vendors

They get the body as it is, less the router's own fields, and but for what stands here. *Without effect*: left out, since the answer is the same. *Left out*: with a warning.

| vendor | refused | left out | without effect | sent otherwise |
| --- | --- | --- | --- | --- |
${vendors()}

Rules for some of a vendor's models only, such as OpenAI's reasoning models, come on top: see [the vendors](providers.md#the-vendors-known-by-name).
`;
}

function native(): string {
  const names = [...new Set([...Object.keys(anthropic), ...Object.keys(gemini)])].sort();
  return names.map((name) => `| \`${name}\` | ${cell(anthropic, name)} | ${cell(gemini, name)} |`).join("\n");
}

function cell(rows: Rows, name: string): string {
  const row = rows[name];
  return row === undefined ? "left out, with a warning" : SAID[row.treatment](row.note);
}

function vendors(): string {
  return Object.entries(dialects)
    .map(([name, dialect]) => {
      const cells = [of(dialect, "refuse"), of(dialect, "drop"), of(dialect, "ignore"), otherwise(dialect)];
      return `| \`${name}\` | ${cells.join(" | ")} |`;
    })
    .join("\n");
}

function of({ params = {} }: Dialect, rule: ParamRule): string {
  const names = Object.keys(params).filter((name) => params[name] === rule);
  return names
    .sort()
    .map((name) => `\`${name}\``)
    .join(", ");
}

function otherwise({ params = {}, only, noSchema, alternate }: Dialect): string {
  const forms = Object.entries(params).flatMap(([name, rule]) => {
    if (rule === "unsure") return [`\`${name}\` may not be heeded: a warning`];
    if (typeof rule === "string") return [];
    const values = Object.entries(rule.values ?? {}).map(([from, to]) => `\`${name}: ${from}\` as \`${String(to)}\``);
    return [
      ...(rule.as === undefined ? [] : [`\`${name}\` as \`${rule.as}\``]),
      ...(rule.max === undefined ? [] : [`\`${name}\` up to ${rule.max}, with a warning`]),
      ...values,
    ];
  });
  if (noSchema) forms.push("a schema as an instruction, with a warning");
  if (alternate) forms.push("messages in turns");
  if (only) forms.push("any field it does not know is left out, with a warning");
  return forms.join("; ");
}
