// Takes the signals of readers on a static host: what signpost serve does at
// /api/signals, as one function without dependencies of its own.
//
// Cloudflare Pages: copy this file to functions/api/signals.js, and bind a KV
// namespace as SIGNALS.
// Netlify: copy it to netlify/functions/signals.mjs; it keeps signals in Netlify Blobs
// (npm install @netlify/blobs).
// Both: set SIGNALS_TOKEN to a long secret, and write "signals: /api/signals" into
// signpost.yaml. Fetch what was gathered, and take what is new into a store:
//
//   SIGNALS_TOKEN=… ./fetch.sh https://help.example.com/api/signals > signals.jsonl
//   signpost signals restore signals.jsonl --merge
//
// The function limits nobody: a rule of the host for /api/signals does that.
// No address of a reader is kept, no cookie is set, and a signal has a day and no time.

const keepDays = 400;
// How many signals one answer holds: hosts bound what a function may ask of a store.
const perAnswer = 800;
const longest = { body: 2048, query: 256, page: 512, lang: 35 };
const reasons = ["unanswered", "unclear", "wrong"];
// The parts that a kind has to have, and those that it may have.
const kinds = {
	missed: [["query"], []],
	click: [["query", "page"], []],
	rating: [["page", "answer"], ["reason"]],
	dead: [["page"], ["from"]],
};

// mask takes out what is likely to be personal. It knows less than signpost serve
// does: addresses of mail, long numbers, and long words with digits, as keys have.
export const mask = text => text
	.replace(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu, "[email]")
	.replace(/\+?\p{Nd}(?:[\s().\/-]?\p{Nd}){5,}/gu, "[number]")
	.replace(/(?=[\p{L}\p{N}_-]*\p{N})[\p{L}\p{N}_-]{20,}/gu, "[key]");

const bytes = text => new TextEncoder().encode(text).length;

// signalOf checks what a page sent, and returns what is kept of it, or null.
export function signalOf(sent, day) {
	if (!sent || typeof sent !== "object" || !Object.hasOwn(kinds, sent.kind)) return null;
	const [needed, allowed] = kinds[sent.kind], signal = { day, kind: sent.kind };
	for (const name of ["lang", "query", "page", "from", "answer", "reason"]) {
		const text = sent[name] ?? "";
		if (typeof text !== "string" || /\p{Cc}/u.test(text) || !text.isWellFormed()) return null;
		if (needed.includes(name) !== (text !== "") && !(allowed.includes(name) || name === "lang")) return null;
		if (["page", "from"].includes(name) && text && !/^\/(?!\/)[^?#]*$/.test(text)) return null;
		if (bytes(text) > (longest[name] ?? longest.page)) return null;
		if (!text) continue;
		signal[name] = ["query", "page", "from"].includes(name) ? mask(text) : text;
		if (bytes(signal[name]) > (longest[name] ?? longest.page)) return null;
	}
	if (signal.answer && !["yes", "no"].includes(signal.answer)) return null;
	if (signal.reason && (signal.answer !== "no" || !reasons.includes(signal.reason))) return null;
	return signal;
}

const answer = (status, body = null, type = "application/json") => new Response(body, { status, headers: { "cache-control": "no-store", "content-type": type, "x-content-type-options": "nosniff" } });
const problem = (status, error) => answer(status, JSON.stringify({ error }));

async function post(request, store, day) {
	const origin = request.headers.get("origin"), site = request.headers.get("sec-fetch-site");
	// A page that hides where it is sends the origin "null".
	if (site && !["same-origin", "none"].includes(site) || origin && !(URL.canParse(origin) && new URL(origin).host === new URL(request.url).host)) return problem(403, "only pages of this site send signals");
	if (Number(request.headers.get("content-length") ?? 0) > longest.body) return problem(413, "a signal is small");
	const text = await request.text();
	if (bytes(text) > longest.body) return problem(413, "a signal is small");
	let sent;
	try { sent = JSON.parse(text); } catch { return problem(400, "not a signal"); }
	const signal = signalOf(sent, day);
	if (!signal) return problem(400, "not a signal");
	// Who asks not to be tracked leaves a rating only.
	const quiet = request.headers.get("dnt") === "1" || request.headers.get("sec-gpc") === "1";
	if (!quiet || signal.kind === "rating") await store.put(`${day}/${crypto.randomUUID()}`, JSON.stringify(signal));
	return answer(204);
}

// same compares without telling by its time how much of a secret was right.
async function same(a, b) {
	const [x, y] = await Promise.all([a, b].map(async text => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))));
	return x.reduce((differs, byte, i) => differs | (byte ^ y[i]), 0) === 0;
}

// get answers with the signals behind the one whose id is "after", the oldest first; who
// got some asks for those behind the last, until none come.
async function get(request, store, token, oldest) {
	if (!token || !await same(request.headers.get("authorization") ?? "", `Bearer ${token}`)) return problem(404, "nothing is here");
	const after = new URL(request.url).searchParams.get("after") ?? "", keys = [], lines = [];
	for await (const key of store.keys()) keys.push(key); // all of them before one is removed
	const old = keys.filter(key => key < oldest), wanted = keys.filter(key => key >= oldest && key > after).sort();
	for (const key of old.slice(0, after ? 0 : perAnswer / 8)) await store.remove(key);
	for (const key of wanted.slice(0, perAnswer)) {
		const kept = await store.get(key);
		if (kept) lines.push(JSON.stringify({ id: key, ...JSON.parse(kept) }) + "\n");
	}
	return answer(200, lines.join(""), "application/x-ndjson");
}

// handle answers a request out of a store with put, get, remove and keys.
export async function handle(request, store, token, now = new Date()) {
	const day = now.toISOString().slice(0, 10);
	const oldest = new Date(now - keepDays * 86400e3).toISOString().slice(0, 10);
	try {
		if (request.method === "POST") return await post(request, store, day);
		if (request.method === "GET") return await get(request, store, token, oldest);
	} catch {
		return problem(500, request.method === "GET" ? "the signals could not be read" : "the signal could not be kept");
	}
	return problem(405, "only POST");
}

// Cloudflare Pages calls this.
export const onRequest = ({ request, env }) => handle(request, {
	put: (key, value) => env.SIGNALS.put(key, value, { expirationTtl: keepDays * 86400 }),
	get: key => env.SIGNALS.get(key),
	remove: key => env.SIGNALS.delete(key),
	async *keys() {
		for (let cursor; ;) {
			const page = await env.SIGNALS.list({ cursor });
			for (const { name } of page.keys) yield name;
			if (page.list_complete) return;
			cursor = page.cursor;
		}
	},
}, env.SIGNALS_TOKEN);

// Netlify calls this.
export default async request => {
	const { getStore } = await import("@netlify/blobs");
	const blobs = getStore("signpost-signals");
	return handle(request, {
		put: (key, value) => blobs.set(key, value),
		get: key => blobs.get(key),
		remove: key => blobs.delete(key),
		async *keys() {
			for await (const page of blobs.list({ paginate: true })) for (const { key } of page.blobs) yield key;
		},
	}, process.env.SIGNALS_TOKEN);
};

export const config = { path: "/api/signals" };
