// Runs the browser's runtime in node for the tests of package search:
//   analyze           vectors on standard input, printed again as this analyzer finds them
//   search DIR ENTRY  queries on standard input, answered from the files in DIR
//   call DIR ENTRY    calls on standard input, [method, ...arguments], and what they return
//   damaged DIR ENTRY damages on standard input, { file, text }, and what a few queries come to with each
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [what, dir, entry] = process.argv.slice(2);
// The runtime is an ES module by content; its name ends in .js, which node would take for another kind.
const source = fs.readFileSync(new URL("../browser/runtime.js", import.meta.url), "utf8");
const module = source => import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));
const { analyze } = await module(source);
const input = JSON.parse(fs.readFileSync(0, "utf8"));

if (what === "analyze") {
	console.log(JSON.stringify(input.map(({ lang, text, stop = "" }) => ({ lang, text, words: analyze(lang, text, new Set(stop.split(" "))).map(({ surface, term, exact }) => [surface, term, exact]) }))));
} else {
	globalThis.fetch = async url => {
		const file = new URL(url);
		if (!fs.existsSync(file)) return { ok: false, status: 404 };
		return { ok: true, json: async () => JSON.parse(fs.readFileSync(file, "utf8")) };
	};
	const script = path.join(dir, entry), address = JSON.stringify(pathToFileURL(script));
	const { index } = await module(fs.readFileSync(script, "utf8").replace("import.meta.url", address));
	const answers = [];
	if (what === "damaged") for (const [n, { file, text }] of input.entries()) {
		globalThis.fetch = async url => {
			const name = path.relative(dir, new URL(url).pathname).replaceAll(path.sep, "/");
			return { ok: true, json: async () => JSON.parse(name === file ? text : fs.readFileSync(path.join(dir, name), "utf8")) };
		};
		const fresh = (await module(fs.readFileSync(script, "utf8").replace("import.meta.url", address) + `\n// ${n}`)).index;
		const start = performance.now(), outcomes = [];
		for (const query of ["password", "pasword", "invoice card", "cancel pl"]) {
			try { outcomes.push((await fresh.search(query, { limit: 10 })).hits.length); } catch (error) { outcomes.push(String(error)); }
		}
		answers.push({ outcomes, ms: performance.now() - start });
	}
	else if (what === "call") for (const [method, ...args] of input) answers.push(await index[method](...args));
	else for (const text of input) {
		try {
			const { hits, answer, corrected } = await index.search(text, { limit: 10 });
			answers.push({ corrected, answer, hits: hits.map(({ url, title, section, score }) => ({ url, title, section, score })) });
		} catch (error) {
			answers.push({ error: error.message, hits: [] });
		}
	}
	console.log(JSON.stringify(answers));
}
