// An OpenID provider for the tests: `node provider.mjs PORT DESK PEOPLE`, PEOPLE being JSON of claims by subject.
// Its own sign-in form takes a subject and any password. Says READY when it listens.
import Provider from "oidc-provider";

const [port, desk, people] = [Number(process.argv[2]), process.argv[3], JSON.parse(process.argv[4])];
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: "citoyen",
    client_secret: "un secret de fournisseur",
    redirect_uris: [`${desk}/sign-in/oidc/back`],
    post_logout_redirect_uris: [`${desk}/sign-in`],
  }, {
    // As FranceConnect has it: what it says beside the token comes signed.
    client_id: "citoyen-portail",
    client_secret: "un secret de fournisseur",
    redirect_uris: [`${desk}/p/back`],
    post_logout_redirect_uris: [`${desk}/p/out`],
    userinfo_signed_response_alg: "RS256",
  }],
  features: { jwtUserinfo: { enabled: true } },
  acrValues: ["eidas1"],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "name", "given_name", "family_name"] },
  findAccount: async (_context, sub) => (people[sub] ? { accountId: sub, claims: async () => ({ sub, ...people[sub] }) } : undefined),
  cookies: { keys: ["for the tests alone"] },
});
provider.listen(port, "127.0.0.1", () => console.log("READY"));
