import type { NatsConnection } from '@nats-io/transport-node'
import type { PeerMessage } from './frames.ts'
import { atEndOfTick } from './end-of-tick.ts'

export type BusMessage = {
  subject: string
  data: Uint8Array
  /** A message that was never encoded, because it was passed within this process. */
  handed?: PeerMessage
  reply?: string
  /** NATS reports that a message with this reply subject had no subscriber. */
  isNoResponders: boolean
}
export type OnMessage = (message: BusMessage) => void
export type Subscription = {
  unsubscribe(): void
  /** Leaves what other processes send to others of its queue. What NATS has already sent here still arrives. */
  leaveQueue(): void
}

/**
 * Moves messages: through NATS, or in memory to a subscriber in this process. Services in one process share one
 * transport, so messages between them never leave it.
 */
export type Transport = {
  /** To one subscriber, preferably in this process. */
  publish(subject: string, data: Uint8Array, reply?: string): void
  /** To the subscriber in this process, which must exist (`isLocal`): the message itself. */
  hand(subject: string, message: PeerMessage): void
  /** To every subscriber, here and elsewhere. */
  broadcast(subject: string, data: Uint8Array): void
  subscribe(subject: string, queue: string | undefined, onMessage: OnMessage): Subscription
  isLocal(subject: string): boolean
  /** Runs a task at the end of this turn of the event loop. Its errors are reported and affect nothing else. */
  later(what: string, task: () => void): void
}

/** Receives errors that no caller waits for. */
export type OnError = (error: unknown, what: string) => void

/** The largest message that NATS accepts; it ends the connection of whoever sends a larger one. */
export const maxMessageBytesOf = ({ info }: Pick<NatsConnection, 'info'>): number =>
  info?.max_payload ?? 1024 * 1024

const NOTHING = new Uint8Array(0)

/** The transport over one NATS connection, created with `noEcho`: messages delivered in memory must not return. */
export const createTransport = (connection: NatsConnection, onError: OnError): Transport => {
  const local = new Map<string, OnMessage[]>()
  const later = (what: string, task: () => void): void =>
    atEndOfTick(() => {
      try {
        task()
      } catch (error) {
        onError(error, what)
      }
    })
  const deliver = (onMessage: OnMessage, subject: string, data: Uint8Array, reply?: string): void => {
    later(subject, () => onMessage({ subject, data, reply, isNoResponders: false }))
  }
  return {
    later,
    isLocal: (subject) => local.has(subject),
    publish: (subject, data, reply) => {
      const [onMessage] = local.get(subject) ?? []
      if (onMessage) deliver(onMessage, subject, data, reply)
      else connection.publish(subject, data, reply === undefined ? undefined : { reply })
    },
    hand: (subject, handed) => {
      const [onMessage] = local.get(subject) ?? []
      // Unsubscribed meanwhile: as with NATS, the message is lost.
      if (onMessage)
        later(subject, () => onMessage({ subject, data: NOTHING, handed, isNoResponders: false }))
    },
    broadcast: (subject, data) => {
      for (const onMessage of local.get(subject) ?? []) deliver(onMessage, subject, data)
      connection.publish(subject, data)
    },
    subscribe: (subject, queue, onMessage) => {
      const subscription = connection.subscribe(subject, {
        queue,
        callback: (error, message) => {
          // The only error here is the end of the subscription, which the side that ended it knows.
          if (error) return
          const isNoResponders = message.data.byteLength === 0 && message.headers?.code === 503
          try {
            onMessage({ subject: message.subject, data: message.data, reply: message.reply, isNoResponders })
          } catch (thrown) {
            // It would end the connection, and everything on it.
            onError(thrown, subject)
          }
        },
      })
      local.set(subject, [...(local.get(subject) ?? []), onMessage])
      return {
        unsubscribe: () => {
          const others = (local.get(subject) ?? []).filter((other) => other !== onMessage)
          if (others.length > 0) local.set(subject, others)
          else local.delete(subject)
          subscription.unsubscribe()
        },
        // It fails only if the connection is gone, and the subscription with it.
        leaveQueue: () => void subscription.drain().catch(() => {}),
      }
    },
  }
}
