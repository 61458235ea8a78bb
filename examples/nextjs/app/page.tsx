import { Chat } from "./chat";

export default function Page() {
  return (
    <main>
      <h1>Ask</h1>
      <Chat />
    </main>
  );
}
