// Runs the function in node, by the door of Cloudflare, and prints what it gathered,
// which functions_test.go reads as signpost signals restore does.
import assert from "node:assert/strict";
import { handle, mask, onRequest } from "./signals.mjs";

const kept = new Map();
const env = {
	SIGNALS_TOKEN: "a long secret",
	SIGNALS: {
		put: async (key, value, { expirationTtl }) => { assert.equal(expirationTtl, 400 * 86400); kept.set(key, value); },
		get: async key => kept.get(key) ?? null,
		delete: async key => kept.delete(key),
		// Pages of two, so that more than one is asked for.
		list: async ({ cursor = 0 }) => {
			const names = [...kept.keys()].sort().slice(cursor, cursor + 2);
			return { keys: names.map(name => ({ name })), list_complete: cursor + 2 >= kept.size, cursor: cursor + 2 };
		},
	},
};
const ask = (init, headers = {}) => onRequest({ env, request: new Request("https://help.example/api/signals", { ...init, headers }) });
const post = async (body, headers) => (await ask({ method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }, headers)).status;

const good = [
	{ kind: "missed", query: "write to ann.berg@example.com or 030 555 01 23", lang: "en" },
	{ kind: "click", query: "reset", page: "/account/reset/" },
	{ kind: "rating", page: "/account/reset/", answer: "no", reason: "unclear" },
	{ kind: "rating", page: "/account/reset/", answer: "yes" },
	{ kind: "dead", page: "/reset/a8F3kq02LmZ9a8F3kq02LmZ9/", from: "/account/" },
];
for (const signal of good) assert.equal(await post(signal), 204, JSON.stringify(signal));
for (const bad of [
	"nonsense", "null", "[]", {}, { kind: "constructor" }, { kind: "missed" }, { kind: "missed", query: "a\nb" }, { kind: "missed", query: "a", page: "/b/" },
	{ kind: "dead", page: "https://evil.example/" }, { kind: "dead", page: "/a?b" }, { kind: "dead", page: "//x" }, { kind: "dead", page: "/a/", from: "//x" }, { kind: "dead", page: "a" }, { kind: "rating", page: "/a/", answer: "maybe" },
	{ kind: "rating", page: "/a/", answer: "yes", reason: "wrong" }, { kind: "rating", page: "/a/", answer: "no", reason: "mood" },
	{ kind: "missed", query: "a".repeat(300) }, { kind: "missed", query: 7 }, { kind: "missed", query: "\ud800" },
]) assert.equal(await post(bad), 400, JSON.stringify(bad));
assert.equal(await post({ kind: "missed", query: "a".repeat(3000) }), 413);
assert.equal(await post(good[0], { origin: "https://evil.example" }), 403);
assert.equal(await post(good[0], { origin: "null" }), 403);
assert.equal(await post(good[0], { "sec-fetch-site": "cross-site" }), 403);
assert.equal(kept.size, good.length);

for (const header of ["dnt", "sec-gpc"]) {
	assert.equal(await post(good[0], { [header]: "1", origin: "https://help.example" }), 204);
	assert.equal(kept.size, good.length);
}

assert.equal((await ask({ method: "GET" })).status, 404);
assert.equal((await ask({ method: "GET" }, { authorization: "Bearer wrong" })).status, 404);
assert.equal((await onRequest({ env: { ...env, SIGNALS_TOKEN: "" }, request: new Request("https://help.example/api/signals", { headers: { authorization: "Bearer " } }) })).status, 404);
assert.equal((await ask({ method: "PUT", body: "x" })).status, 405);
assert.equal((await handle(new Request("https://help.example/api/signals", { method: "POST", body: JSON.stringify(good[1]) }), { put: async () => { throw new Error("down"); } })).status, 500);

kept.set("2020-01-01/old", "{}");
const all = await ask({ method: "GET" }, { authorization: "Bearer a long secret" });
const text = await all.text();
assert.equal(all.status, 200);
assert.equal(text.trim().split("\n").length, good.length);
assert.ok(!kept.has("2020-01-01/old"));
const said = text.replaceAll(/"id":"[^"]*"/g, ""); // an id, drawn by lot, may hold any three digits
for (const secret of ["ann.berg", "555", "a8F3kq02"]) assert.ok(!said.includes(secret), secret);
assert.equal(mask("invoice 2024 page 12"), "invoice 2024 page 12");

// What is behind a signal comes when it is asked for, and more than one answer holds comes
// in several.
const ids = text.trim().split("\n").map(line => JSON.parse(line).id);
assert.deepEqual(ids, [...ids].sort());
const behind = async after => (await (await onRequest({ env, request: new Request(`https://help.example/api/signals?after=${encodeURIComponent(after)}`, { headers: { authorization: "Bearer a long secret" } }) })).text()).trim();
assert.equal((await behind(ids[1])).split("\n").length, good.length - 2);
assert.equal(await behind(ids.at(-1)), "");
for (let i = 0; i < 1000; i++) kept.set(`2999-01-01/${String(i).padStart(4, "0")}`, JSON.stringify({ day: "2999-01-01", kind: "dead", page: `/${i}/` }));
const first = (await behind(ids.at(-1))).split("\n"), second = (await behind(JSON.parse(first.at(-1)).id)).split("\n");
assert.equal(first.length + second.length, 1000);
assert.equal(new Set([...first, ...second]).size, 1000);
process.stdout.write(text);
