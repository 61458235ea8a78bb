import type { ModelRules, ParamForm, ParamRule } from "../../data/dialect.ts";
import { canonicalJson } from "../../lib/canonical-json.ts";
import type { Draft } from "./draft.ts";

/** Values that change nothing: left out without a word where their field is not taken. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  temperature: [1],
  top_p: [1],
  frequency_penalty: [0],
  presence_penalty: [0],
  logit_bias: [{}],
  logprobs: [false],
  top_logprobs: [0],
  n: [1],
  store: [false],
  metadata: [{}],
  modalities: [["text"]],
  parallel_tool_calls: [true],
  service_tier: ["auto", "default"],
  stop: [[], ""],
  tools: [[]],
  tool_choice: ["auto"],
  verbosity: ["medium"],
};

/** Brings the body's fields into the dialect's form, in place, with a warning for what is lost. */
export function encodeParameters(draft: Draft): void {
  const { body, dialect, rules } = draft;
  for (const [field, rule] of fieldRules(rules, body.reasoning_effort !== "none")) {
    if (body[field] !== undefined) apply(draft, field, rule);
  }
  oneTokenLimit(draft);
  for (const field of dialect.only ? Object.keys(body) : []) {
    if (!dialect.only!.includes(field)) leaveOut(draft, field);
  }
}

type FieldRules = readonly (readonly [field: string, rule: ParamRule])[];

const kept = new WeakMap<ModelRules, { readonly reasoning: FieldRules; readonly plain: FieldRules }>();

/** The rules as a list, made once. */
function fieldRules(rules: ModelRules, reasons: boolean): FieldRules {
  let lists = kept.get(rules);
  if (lists === undefined) {
    const { params = {}, whileReasoning } = rules;
    lists = { reasoning: Object.entries({ ...params, ...whileReasoning }), plain: Object.entries(params) };
    kept.set(rules, lists);
  }
  return reasons ? lists.reasoning : lists.plain;
}

const ACTIONS: Readonly<Record<Extract<ParamRule, string>, (draft: Draft, field: string) => void>> = {
  pass: () => {},
  ignore: ({ body }, field) => {
    delete body[field];
  },
  drop: leaveOut,
  refuse({ body, notes, dialect }, field) {
    if (!isNeutral(body, field))
      notes.refuse(field, `${dialect.title} has no ${field}; leave it out, or name it in the target's drop`);
    delete body[field];
  },
  unsure({ body, notes, dialect }, field) {
    if (!isNeutral(body, field)) notes.warn("emulated_param", field, `${dialect.title} may not heed ${field}`);
  },
};

function apply(draft: Draft, field: string, rule: ParamRule): void {
  if (typeof rule === "string") ACTIONS[rule](draft, field);
  else rewrite(draft, field, rule);
}

function leaveOut({ body, notes, dialect }: Draft, field: string): void {
  if (!isNeutral(body, field)) {
    notes.warn("dropped_param", field, `${dialect.title} does not take ${field} for this model, so it was left out`);
  }
  delete body[field];
}

function rewrite(draft: Draft, field: string, { as, wins, warn, values, max }: ParamForm): void {
  const { body, notes } = draft;
  const { title } = draft.dialect;
  const given = body[field];
  if (typeof given === "string" && values && Object.hasOwn(values, given)) body[field] = values[given];
  if (max !== undefined && typeof given === "number" && given > max) {
    body[field] = max;
    notes.warn("clamped_param", field, `${field} ${given} was lowered to ${max}, the most ${title} takes`);
  }
  if (as === undefined) return;
  const other = body[as];
  const value = body[field];
  delete body[field];
  body[as] = other === undefined || wins ? value : other;
  if (other !== undefined && other !== value) {
    const [kept, lost] = wins ? [field, as] : [as, field];
    notes.warn("dropped_param", lost, `${kept} is given too, so ${lost} was left out`);
  } else if (warn) notes.warn("renamed_param", field, `${field} was sent as ${as}: ${title} refuses it for this model`);
}

function oneTokenLimit({ body, dialect, notes }: Draft): void {
  if (!dialect.oneTokenLimit || body.max_tokens === undefined || body.max_completion_tokens === undefined) return;
  if (body.max_tokens !== body.max_completion_tokens) {
    notes.warn("dropped_param", "max_tokens", "max_completion_tokens is given too, so max_tokens was left out");
  }
  delete body.max_tokens;
}

function isNeutral(body: Draft["body"], field: string): boolean {
  const neutral = Object.hasOwn(NEUTRAL, field) ? NEUTRAL[field]! : [];
  return neutral.some((value) => canonicalJson(value) === canonicalJson(body[field]));
}
