// Encrypted requests and answers at the credential endpoint, by jose alone.
import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose'

const JWT = 'application/jwt'
const ALGORITHM = 'ECDH-ES'

/** A `fetch` that encrypts what goes to the credential endpoints, and takes no answer but an encrypted one. */
export async function sealing({ credential_request_encryption: offered, ...issuer }) {
  const endpoints = [issuer.credential_endpoint, issuer.deferred_credential_endpoint]
  const ours = await generateKeyPair(ALGORITHM, { extractable: true })
  const wanted = await wish(ours.publicKey)
  return async (address, init) => {
    if (!endpoints.includes(address)) return fetch(address, init)
    const asked = { ...JSON.parse(init.body), credential_response_encryption: wanted }
    const headers = new Headers(init.headers)
    headers.set('Content-Type', JWT)
    const answer = await fetch(address, { ...init, headers, body: await seal(asked, offered) })
    return answer.ok ? open(answer, ours.privateKey) : answer
  }
}

/** JSON, encrypted to the first key that the issuer offers. */
export async function seal(value, { jwks: { keys: [jwk] } }) {
  return new CompactEncrypt(Buffer.from(JSON.stringify(value)))
    .setProtectedHeader({ alg: ALGORITHM, enc: 'A256GCM', kid: jwk.kid })
    .encrypt(await importJWK(jwk, ALGORITHM))
}

async function wish(publicKey) {
  const jwk = { ...(await exportJWK(publicKey)), alg: ALGORITHM, use: 'enc', kid: 'answers' }
  return { jwk, enc: 'A128GCM' }
}

async function open(answer, privateKey) {
  const mediaType = answer.headers.get('content-type')
  if (mediaType !== JWT) throw new Error(`The answer is ${mediaType} and not encrypted.`)
  const { plaintext } = await compactDecrypt(await answer.text(), privateKey)
  return new Response(plaintext, { status: answer.status, headers: { 'Content-Type': 'application/json' } })
}
