// Every call of the npm package open311, unchanged, against a server: node calls.js ADDRESS API_KEY PUBLIC_NUMBER
const Open311 = require("open311");

const [address, apiKey, number] = process.argv.slice(2);
const client = new Open311({ discovery: `${address}/open311/v2/discovery.json`, jurisdiction: "valognes", apiKey });

const call = (name, ...given) =>
  new Promise((resolve, reject) =>
    client[name](...given, (error, found) => (error ? reject(new Error(`${name}: ${error} ${found}`)) : resolve(found)))
  );

(async () => {
  const told = {};
  told.discovery = await call("serviceDiscovery", { cache: true });
  client.endpoint = `${address}/open311/v2/`;
  told.services = await call("serviceList");
  told.definition = await call("serviceDefinition", "VOI-01");
  told.posted = await call("submitRequest", {
    service_code: "VOI-01",
    lat: 49.5098,
    long: -1.4701,
    address_string: "22 rue de Poterie",
    description: "Trou posé en JavaScript",
    first_name: "Anne",
    last_name: "Quesnel",
    attributes: { size: "l", autre: "33" },
  });
  const code = told.posted[0].service_request_id;
  told.token = await call("token", code);
  told.own = await call("serviceRequest", code);
  told.several = await call("serviceRequests", [code, number]);
  told.listed = await call("serviceRequests", { status: "open", service_code: "VOI-01", page_size: 10 });
  told.refused = await call("submitRequest", { service_code: "VOI-01" }).catch(error => error.message);
  console.log(JSON.stringify(told));
})().catch(error => {
  console.error(error);
  process.exit(1);
});
