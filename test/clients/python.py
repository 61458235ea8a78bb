"""What an application does with the official client; prints what it saw as JSON. Takes the base URL."""

import json
import sys

import openai

client = openai.OpenAI(api_key="t", base_url=sys.argv[1], max_retries=0)
messages = [{"role": "user", "content": "hello"}]
tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
saw = {}

answer = client.chat.completions.create(model="chat", messages=messages)
saw["create"] = answer.choices[0].message.content
saw["usage"] = answer.usage.total_tokens > 0
saw["request_id"] = answer._request_id

stream = client.chat.completions.create(
    model="chat", messages=messages, stream=True, stream_options={"include_usage": True}
)
chunks = list(stream)
saw["stream"] = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
saw["finish"] = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
saw["stream_usage"] = chunks[-1].usage is not None

with client.chat.completions.stream(model="chat", messages=messages) as helper:
    saw["helper"] = helper.get_final_completion().choices[0].message.content

asked = client.chat.completions.create(
    model="chat", messages=[{"role": "user", "content": "use the tool"}], tools=[tool]
).choices[0].message
call = asked.tool_calls[0]
turns = [{"role": "user", "content": "use the tool"}, asked, {"role": "tool", "tool_call_id": call.id, "content": "42"}]
saw["tool"] = call.function.name
saw["after_tool"] = client.chat.completions.create(model="chat", messages=turns, tools=[tool]).choices[0].message.content

saw["models"] = [model.id for model in client.models.list()]
saw["responses"] = client.responses.create(model="chat", input="hello").output_text

for name, model, text in (("denied", "openai/gpt-5.5", "x"), ("wrong", "chat", 5)):
    try:
        client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
    except openai.APIStatusError as error:
        saw[name] = [type(error).__name__, error.code]

print(json.dumps(saw))
