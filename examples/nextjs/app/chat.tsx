"use client";

import OpenAI from "openai";
import { type FormEvent, useState } from "react";
import { nameOf } from "./actions";

interface Turn {
  readonly question: string;
  readonly answer: string;
}

/** The OpenAI client in the browser, over our own route: it holds no key, and the route lets in who is of this site. */
const openai = () =>
  new OpenAI({ baseURL: `${location.origin}/api/llm/v1`, apiKey: "-", dangerouslyAllowBrowser: true, maxRetries: 0 });

export function Chat() {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [title, setTitle] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const question = String(new FormData(event.currentTarget).get("question"));
    const show = (answer: string) => setTurns([...turns, { question, answer }]);
    setBusy(true);
    let answer = "";
    show(answer);
    try {
      const messages = [{ role: "user" as const, content: question }];
      const stream = await openai().chat.completions.create({ model: "chat", messages, stream: true });
      for await (const chunk of stream) {
        answer += chunk.choices[0]?.delta.content ?? "";
        show(answer);
      }
      if (turns.length === 0) setTitle(await nameOf(question));
    } catch (error) {
      show(`${answer} — ${error instanceof Error ? error.message : error}`);
    }
    setBusy(false);
  }

  return (
    <>
      <p data-testid="title">{title}</p>
      {turns.map(({ question, answer }) => (
        <article key={question}>
          <strong>{question}</strong>
          <p data-testid="answer">{answer}</p>
        </article>
      ))}
      <form onSubmit={ask}>
        <input name="question" aria-label="Question" required style={{ width: "70%", padding: 8 }} />
        <button type="submit" disabled={isBusy} style={{ padding: 8 }}>
          Ask
        </button>
      </form>
    </>
  );
}
