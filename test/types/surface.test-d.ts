import {
  type CircuitState,
  createRouter,
  type EventName,
  type FAULT_KINDS,
  type FaultKind,
  isLlmuxError,
  LlmuxError,
  type LlmuxEvent,
  type PartialAnswer,
  type Price,
  type Provider,
  type RouteReport,
  type RouterOptions,
  type Strategy,
  StreamInterruptedError,
  type TimeoutPhase,
  type Usage,
} from "llmux";
import { type LambdaEvent, type LambdaHttpEvent, type LambdaProxyEvent, lambdaHandler } from "llmux/node";
import { type SimulatedProvider, simulate } from "llmux/testing";
import { describe, expectTypeOf, it } from "vitest";

const router = createRouter();

describe("errors", () => {
  it("narrow from unknown, and by kind", () => {
    const caught: unknown = undefined;
    if (!isLlmuxError(caught)) return;
    expectTypeOf(caught).toEqualTypeOf<LlmuxError>();
    expectTypeOf(caught.kind).toEqualTypeOf<FaultKind>();
    expectTypeOf(caught.code).toEqualTypeOf<string | null>();
    expectTypeOf(caught.phase).toEqualTypeOf<TimeoutPhase | undefined>();
    expectTypeOf(caught.report).toEqualTypeOf<RouteReport | undefined>();
    if (caught.kind === "rate_limit" || caught.kind === "overloaded") {
      expectTypeOf(caught.kind).toEqualTypeOf<"rate_limit" | "overloaded">();
    }
    // @ts-expect-error: not a kind
    if (caught.kind === "rate_limited") return;
    if (caught instanceof StreamInterruptedError) {
      expectTypeOf(caught.partial).toEqualTypeOf<PartialAnswer>();
      expectTypeOf(caught.usage).toEqualTypeOf<Usage | undefined>();
    }
  });

  it("have a closed set of kinds", () => {
    expectTypeOf<(typeof FAULT_KINDS)[number]>().toEqualTypeOf<FaultKind>();
    const advice = (kind: "aborted" | "auth"): string => {
      switch (kind) {
        case "aborted":
          return "none";
        case "auth":
          return "check the key";
      }
    };
    expectTypeOf(advice).returns.toBeString();
    expectTypeOf(LlmuxError).instance.toExtend<Error>();
  });
});

describe("options", () => {
  it("are typed to the last field", () => {
    const provider: Provider = { name: "own", complete: () => Promise.reject(), stream: () => Promise.reject() };
    const strategy: Strategy = { name: "last first", order: (children) => [...children].reverse() };
    const price: Price = { input: 1, output: 2 };
    const options: RouterOptions = {
      providers: {
        anthropic: { apiKey: async () => "key" },
        eu: { kind: "openai", baseURL: "https://eu.example/v1" },
        provider,
      },
      models: {
        chat: ["openai/gpt-5.5", { target: "anthropic/claude-opus-5-5", price, timeouts: { idleMs: false } }],
        spread: { strategy: "weighted", of: [{ target: "openai/gpt-5.5", weight: 3 }, "eu/gpt-5.5"] },
        own: [{ strategy, of: ["chat"] }, "spread"],
      },
      timeouts: { firstTokenMs: 10_000 },
      retry: { maxRetries: 1 },
      breaker: false,
      cache: { ttlMs: 60_000 },
    };
    createRouter(options);
  });

  it("refuse what is misspelt or of another type", () => {
    // @ts-expect-error: models
    createRouter({ modles: {} });
    // @ts-expect-error: idleMs
    createRouter({ timeouts: { idelMs: 1 } });
    // @ts-expect-error: a number
    createRouter({ retry: { maxRetries: "2" } });
    // @ts-expect-error: no such event
    createRouter({ on: { "call.ends": () => {} } });
    // @ts-expect-error: no such kind of provider
    createRouter({ providers: { own: { kind: "cohere" } } });
  });
});

it("what a Lambda handler is called with has a name, and each of its forms", () => {
  const handler = lambdaHandler(router.handler({ authenticate: false }));
  expectTypeOf(handler).parameter(0).toEqualTypeOf<LambdaEvent>();
  expectTypeOf<LambdaHttpEvent | LambdaProxyEvent>().toEqualTypeOf<LambdaEvent>();
});

describe("listeners", () => {
  it("get their own event, on the router and in its options", () => {
    expectTypeOf(router.on("call.end", () => {})).toEqualTypeOf<() => void>();
    router.on("call.end", (event) => {
      expectTypeOf(event.type).toEqualTypeOf<"call.end">();
      expectTypeOf(event.report).toEqualTypeOf<RouteReport>();
      // @ts-expect-error: an attempt's field
      event.attempt;
    });
    router.on("breaker.change", ({ from, to }) => {
      expectTypeOf(from).toEqualTypeOf<CircuitState>();
      expectTypeOf(to).toEqualTypeOf<CircuitState>();
    });
    createRouter({
      on: {
        "cost.recorded": ({ cost, tenant }) => {
          expectTypeOf(cost.usd).toEqualTypeOf<number | null>();
          expectTypeOf(tenant).toEqualTypeOf<string | undefined>();
        },
      },
    });
    // @ts-expect-error: no such event
    router.on("call.ends", () => {});
  });

  it("can be told apart by type", () => {
    const told = (event: LlmuxEvent) => (event.type === "retry" ? event.delayMs : undefined);
    expectTypeOf(told).returns.toEqualTypeOf<number | undefined>();
    expectTypeOf<LlmuxEvent["type"]>().toEqualTypeOf<EventName>();
  });
});

describe("simulated providers", () => {
  it("are known by the names they were given", async () => {
    const one = await simulate("openai");
    expectTypeOf(one.openai).toEqualTypeOf<SimulatedProvider>();
    // @ts-expect-error: not asked for
    one.gemini;
    const named = await simulate({ providers: { main: "openai", claude: "anthropic" } });
    expectTypeOf(named.claude).toEqualTypeOf<SimulatedProvider>();
    createRouter({ providers: named.providers });
  });
});
