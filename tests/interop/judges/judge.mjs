// Usage: node judge.mjs ACT < arguments.json > result.json; what fails says so in `error`.
import { json } from 'node:stream/consumers'
import { readCard, readJwtCard } from './cards.mjs'

// Loaded one by one: each library takes its time.
const ACTS = {
  begin: async ({ library, ...given }) => (await wallet(library)).begin(given),
  collect: async ({ library, ...given }) => (await wallet(library)).collect(given),
  later: async ({ library, ...given }) => (await wallet(library)).later(given),
  receive: async (given) => (await wallet('openid4vc')).receive(given),
  present: async (given) => (await import('./wallet.mjs')).present(given),
  ask: async (given) => (await import('./verifier.mjs')).ask(given),
  judge: async (given) => (await import('./verifier.mjs')).judge(given),
  read: ({ card, anchors }) => readCard(card, anchors),
  readJwt: ({ card, anchors }) => readJwtCard(card, anchors),
}

const WALLETS = { openid4vc: './receiving.mjs', oauth4webapi: './oauth4webapi.mjs', sphereon: './sphereon.mjs' }

function wallet(library) {
  return import(WALLETS[library])
}

// What libraries say on the way is for people.
console.log = console.error

let result
try {
  result = await ACTS[process.argv[2]](await json(process.stdin))
} catch (error) {
  result = { error: `${error.name}: ${error.message}` }
}
process.stdout.write(JSON.stringify(result))
