// Search in headless Chromium, counted: bytes on the wire, requests and time
// to 10 rendered results with excerpts, over brotli.
//   cold: a new browser context for each query, the first search of a session
//   warm: all queries one after another in one page
//
//   keys: with --keys, the queries letter by letter in that page, the second time
//         round: time that the page's main thread was at work for a keystroke
//
// usage: node browser.mjs --root SITE --adapter FILE --queries FILE [--rtt MS] [--keys] [--k 10] [--label X] [--verbose]
// Run from a folder where `npm install playwright-core` was run; Chromium is
// taken from CHROMIUM or /usr/bin/chromium. --rtt adds that many ms to each
// request. Bytes and requests repeat exactly; times do not, so run both sides
// in turn and quote ratios.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const { chromium } = createRequire(process.cwd() + "/package.json")("playwright-core");
const { values: args } = parseArgs({ options: {
	root: { type: "string" }, adapter: { type: "string" }, queries: { type: "string" },
	rtt: { type: "string", default: "0" }, k: { type: "string", default: "10" },
	label: { type: "string", default: "" }, verbose: { type: "boolean", default: false }, keys: { type: "boolean", default: false },
} });
const queries = fs.readFileSync(args.queries, "utf8").trim().split("\n");
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };

const cache = new Map();
function body(file, brotli) {
	const key = file + brotli;
	if (!cache.has(key)) {
		let data = null;
		try { data = fs.readFileSync(file); } catch { /* answered with 404 */ }
		if (data && brotli) data = zlib.brotliCompressSync(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } });
		cache.set(key, data);
	}
	return cache.get(key);
}

let requests = [];
const server = http.createServer((request, response) => {
	const url = decodeURIComponent(request.url.split("?")[0]);
	const file = url === "/__bench.html" ? args.adapter : path.join(args.root, url.endsWith("/") ? url + "index.html" : url);
	const type = types[path.extname(file)];
	const brotli = Boolean(type) && (request.headers["accept-encoding"] ?? "").includes("br");
	const data = body(file, brotli);
	const before = request.socket.bytesWritten;
	response.on("finish", () => requests.push({ url, bytes: request.socket.bytesWritten - before }));
	setTimeout(() => {
		if (!data) return response.writeHead(404).end();
		const headers = { "content-type": type ?? "application/octet-stream", "content-length": data.length, "cache-control": "max-age=3600" };
		if (brotli) headers["content-encoding"] = "br";
		response.writeHead(200, headers).end(data);
	}, Number(args.rtt));
});
await new Promise(done => server.listen(0, "127.0.0.1", done));

// Signpost's addresses are hashed and stand in every page; a reader who
// searches has them already, so finding them is not counted.
const home = body(path.join(args.root, "index.html"), false)?.toString() ?? "";
const attribute = name => new RegExp(`${name}="([^"]*)"`).exec(home)?.[1] ?? "";
const page = `http://127.0.0.1:${server.address().port}/__bench.html?` +
	new URLSearchParams({ index: attribute("data-index") });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: [
	"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

async function open() {
	const context = await browser.newContext();
	const tab = await context.newPage();
	await tab.goto(page);
	await new Promise(done => setTimeout(done, 50));
	return { context, tab };
}

async function search(tab, query) {
	requests = [];
	const done = await tab.evaluate(([query, k]) => new Promise(resolve => {
		window.__k = k;
		window.__done = null;
		const input = document.getElementById("q");
		const start = performance.now();
		input.value = query;
		input.dispatchEvent(new Event("input", { bubbles: true }));
		const look = () => window.__done?.q === query ? resolve({ time: performance.now() - start, ...window.__done }) : setTimeout(look, 1);
		look();
	}), [query, Number(args.k)]);
	await new Promise(wait => setTimeout(wait, 30));
	return { query, ...done, requests: requests.length, bytes: requests.reduce((sum, one) => sum + one.bytes, 0), urls: requests.map(one => `${one.url} ${one.bytes}`) };
}

async function cold(query) {
	const { context, tab } = await open();
	const result = await search(tab, query);
	await context.close();
	return result;
}

await cold(queries[0]); // warms this server's cache and the browser's process
const colds = [];
for (const query of queries) colds.push(await cold(query));
const { tab } = await open();
await search(tab, "zzz");
const warms = [];
for (const query of queries) warms.push(await search(tab, query));

const spread = (list, field) => {
	const sorted = list.map(one => one[field]).sort((a, b) => a - b);
	return `median ${sorted[sorted.length >> 1].toFixed(0)} min ${sorted[0].toFixed(0)} max ${sorted.at(-1).toFixed(0)}`;
};
for (const [name, list] of [["cold", colds], ["warm", warms]]) {
	console.log(`${args.label || args.root} rtt=${args.rtt} ${name}: time_ms ${spread(list, "time")} | wire_bytes ${spread(list, "bytes")} | requests ${spread(list, "requests")} | no_hits ${list.filter(one => !one.n).length}`);
}
if (args.verbose) {
	// Where the bytes of a first search go, by folder, a query.
	for (const one of colds) {
		const by = {};
		for (const line of one.urls) {
			const [url, bytes] = line.split(" "), kind = /(terms|words|records)\/|(\w+)\.js$/.exec(url)?.slice(1).find(Boolean) ?? url;
			(by[kind] ??= [0, 0])[0]++;
			by[kind][1] += Number(bytes);
		}
		console.log(one.query, "|", one.requests, "requests", one.bytes, "bytes |", Object.entries(by).map(([kind, [n, bytes]]) => `${kind} ${n}: ${bytes}`).join(", "));
	}
	for (const one of warms) console.log(one.query, "|", one.time.toFixed(0), "ms", one.n, "hits", one.requests, "requests", one.bytes, "bytes");
}
if (args.keys) {
	const protocol = await tab.context().newCDPSession(tab);
	await protocol.send("Performance.enable");
	const busy = async () => (await protocol.send("Performance.getMetrics")).metrics.find(one => one.name === "TaskDuration").value * 1000;
	const times = [];
	for (const round of [1, 2]) for (const query of queries) for (let n = 1; n <= query.length; n++) {
		if (query[n - 1] === " ") continue;
		const before = await busy();
		await search(tab, query.slice(0, n));
		if (round === 2) times.push(await busy() - before);
	}
	times.sort((a, b) => a - b);
	const at = share => times[Math.floor(times.length * share)].toFixed(1);
	console.log(`${args.label || args.root} keys: ${times.length} keystrokes, main thread ms median ${at(0.5)} p95 ${at(0.95)} max ${times.at(-1).toFixed(1)}`);
}
await browser.close();
server.close();
process.exit(0);
