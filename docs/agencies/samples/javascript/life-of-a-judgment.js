/**
 * Sends the whole life of a judgment, from its issue to its satisfaction, and reads what became of each event.
 *
 *   node life-of-a-judgment.js CREDENTIALS.json amqp|http [SUBJECT]
 *
 * Receipts are read from the queue where the events went by AMQP, and by GET …/messages in any case: they are the same.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Agency } from './agency.js'

const parties = [
  {
    id: 'p1', role: 'employer', kind: 'organization', name: 'Silver Spoon LLC', tradeNames: ['The Silver Spoon'],
    addresses: [{ line1: '22 Sample St', city: 'Springfield', state: 'CA', postalCode: '95000' }],
  },
]
const life = [
  ['judgment.issued.v1', { caseNumber: '26-0130', issuedOn: '2026-02-20', amount: '9400.00', parties }],
  ['judgment.appealed.v1', { filedOn: '2026-03-02', undertakingPosted: true }],
  ['judgment.stayed.v1', { stayId: 's1', by: 'Superior Court of Sample County', from: '2026-03-03' }],
  ['judgment.stay-lifted.v1', { stayId: 's1', on: '2026-04-20' }],
  ['judgment.amended.v1', { caseNumber: '26-0130', issuedOn: '2026-02-20', amount: '8100.00', parties }],
  ['judgment.final.v1', { finalOn: '2026-05-20' }],
  ['payment.received.v1', { paymentId: 'wire-77', amount: '8100.00', receivedOn: '2026-06-01' }],
  ['balance.confirmed.v1', { amount: '0.00', asOf: '2026-06-02' }],
  ['judgment.satisfied.v1', { on: '2026-06-04' }],
]

const [file, door, subject = `LC-${randomUUID().slice(0, 8)}`] = process.argv.slice(2)
const agency = new Agency(JSON.parse(readFileSync(file, 'utf8')))
const events = life.map(([type, data], at) => agency.event(type, subject, at + 1, randomUUID(), data))

/** The receipts of the events, once every one of them has come; otherwise nothing. */
function answered(messages) {
  const receipts = new Map(messages.filter((m) => m.type.startsWith('receipt.')).map((m) => [m.data.eventId, m]))
  return events.every((e) => receipts.has(e.id)) ? events.map((e) => receipts.get(e.id)) : null
}

let queued = null
if (door === 'amqp') {
  await agency.publish(events)
  queued = answered(await agency.queued(answered))
} else {
  for (const stored of await agency.post(events)) console.log(`${stored.id} is ${stored.state}, receipt ${stored.receipt}`)
}

const end = Date.now() + 60_000
const messages = []
let cursor
let receipts
while (!(receipts = answered(messages))) {
  if (Date.now() > end) throw new Error('not every event was answered within a minute')
  const more = await agency.messages(cursor)
  messages.push(...more.messages)
  cursor = more.next
  if (more.messages.length === 0) await sleep(200)
}

if (queued !== null && !isDeepStrictEqual(queued, receipts)) throw new Error('the queue and GET messages do not say the same')
events.forEach((event, at) => console.log(`${event.sequence}. ${event.type}: ${receipts[at].type} ${receipts[at].data.reason ?? ''}`))
const held = await agency.judgment(subject)
console.log(`${subject}: ${held.status}, paid ${held.paid}, balance ${held.balance}, gaps ${JSON.stringify(held.gaps)}`)
if (held.status !== 'satisfied' || receipts.some((r) => r.type !== 'receipt.accepted.v1')) throw new Error('something was not accepted; the lines above say what')
