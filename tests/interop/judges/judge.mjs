// Usage: node judge.mjs ACT < arguments.json > result.json; what fails says so in `error`.
import { json } from 'node:stream/consumers'
import { readCard } from './cards.mjs'
import * as verifier from './verifier.mjs'
import * as wallet from './wallet.mjs'

const ACTS = {
  receive: wallet.receive,
  present: wallet.present,
  ask: verifier.ask,
  judge: verifier.judge,
  read: ({ card, anchors }) => readCard(card, anchors),
}

let result
try {
  result = await ACTS[process.argv[2]](await json(process.stdin))
} catch (error) {
  result = { error: `${error.name}: ${error.message}` }
}
process.stdout.write(JSON.stringify(result))
