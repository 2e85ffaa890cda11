/** An agency's side of the contract: its doors, its receipts, and what the department holds. Node's own fetch; AMQP by amqplib. */
import amqplib from 'amqplib'

export class Agency {
  #amqp
  #http

  /** @param credentials what `./wtp agency add A --json` printed once */
  constructor(credentials) {
    this.key = credentials.agency
    this.#amqp = credentials.amqp
    this.#http = credentials.http
  }

  /** A CloudEvent. The id is yours and unique; the sequence counts this judgment's events from 1. */
  event(type, subject, sequence, id, data) {
    return { specversion: '1.0', id, source: `urn:agency:${this.key}`, type, time: new Date().toISOString(), subject, sequence, data }
  }

  /** HTTP: sends at most 1,000 events; returns [{id, receipt, state}], one for each, once they are durable. */
  post(events) {
    return this.#call('/events', { method: 'POST', headers: { 'Content-Type': 'application/cloudevents-batch+json' }, body: JSON.stringify(events) })
  }

  /** HTTP: receipts and news after a cursor, oldest first, and the cursor to ask with next. Keep the cursor. */
  messages(after) {
    return this.#call(`/messages${after ? `?after=${after}` : ''}`)
  }

  /** HTTP: what the department holds of a judgment. */
  judgment(subject) {
    return this.#call(`/judgments/${encodeURIComponent(subject)}`)
  }

  async #call(path, options = {}) {
    const answer = await fetch(this.#http.url + path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${this.#http.token}` } })
    // Problem details (RFC 9457). 5xx: nothing was stored, send the same again. 4xx: mend what `detail` says.
    if (!answer.ok) throw new Error(`${answer.status}: ${(await answer.json()).detail}`)
    return answer.json()
  }

  /** AMQP: publishes one event a message; returns once the broker has confirmed every one of them. */
  async publish(events) {
    const connection = await amqplib.connect(this.#amqp.uri)
    const channel = await connection.createConfirmChannel()
    let returned = 0
    channel.on('return', () => returned++)
    for (const event of events) {
      channel.publish(this.#amqp.exchange, event.type, Buffer.from(JSON.stringify(event)), { persistent: true, mandatory: true, contentType: 'application/cloudevents+json' })
    }
    await channel.waitForConfirms()
    await connection.close()
    if (returned > 0) throw new Error(`${returned} events found no queue; send them again later`)
  }

  /** AMQP: takes messages from the queue until `wanted(messages so far)` holds. Acknowledge only what you have kept. */
  async queued(wanted) {
    const connection = await amqplib.connect(this.#amqp.uri)
    const channel = await connection.createChannel()
    const taken = []
    await new Promise((resolve, reject) => {
      channel.on('error', reject)
      channel.consume(this.#amqp.queue, (message) => {
        if (message === null || wanted(taken)) return
        taken.push(JSON.parse(message.content))
        channel.ack(message)
        if (wanted(taken)) resolve()
      }).catch(reject)
    })
    await channel.close()
    await connection.close()
    return taken
  }
}
