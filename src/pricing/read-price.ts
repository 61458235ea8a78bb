import type { Price, PriceRow } from "../contract/price.ts";

/** A price and when it holds. */
export interface DatedPrice {
  readonly price: PriceRow;
  holdsAt(now: number): boolean;
}

const DAY_MS = 86_400_000;

/** Reads one price of a catalogue row: an optional time, base rates, tiers. */
export function readPrice(text: string): DatedPrice {
  const [, when, rates] = /^(?:@(\S+) )?(.*)$/s.exec(text)!;
  const [base, ...tiers] = rates!.split(" >");
  const price: PriceRow = {
    ...readRates(base!),
    ...(tiers.length > 0 && {
      tiers: tiers.map((tier) => {
        const end = tier.indexOf(" ");
        return { aboveInputTokens: Number(tier.slice(0, end)), ...readRates(tier.slice(end + 1)) };
      }),
    }),
  };
  return { price, holdsAt: when === undefined ? () => true : readTime(when) };
}

function readRates(text: string): Price {
  const [input, output, cacheRead, cacheWrite] = text
    .split(" ")
    .map((rate) => (rate === "-" ? undefined : Number(rate)));
  return {
    input: input!,
    output: output!,
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}

/** `2027-01-01` from that day on, `00:30-16:30` between those times of every day, over midnight if need be. */
function readTime(when: string): (now: number) => boolean {
  if (!when.includes(":")) {
    const start = Date.parse(when);
    return (now) => now >= start;
  }
  const [from, until] = when.split("-").map((time) => Date.parse(`1970-01-01T${time}Z`));
  return (now) => {
    const time = now % DAY_MS;
    return from! <= until! ? time >= from! && time < until! : time >= from! || time < until!;
  };
}
