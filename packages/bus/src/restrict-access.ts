import type { Access } from '@gptget/contracts'
import type { Bus } from './bus.ts'

/**
 * A bus limited to the rights of a service. Everything else throws at once, so that the first test finds an undeclared
 * subject, and not NATS's permissions in production.
 *
 * @example restrictAccess(bus, 'router', ACCESS.router).call(takeLease, …) // throws
 */
export const restrictAccess = (bus: Bus, service: string, access: Access): Bus => {
  const allow = (what: 'serves' | 'asks' | 'emits' | 'hears') => {
    const names = new Set(access[what].map(({ name }) => name))
    return ({ name }: { name: string }): void => {
      if (names.has(name)) return
      throw new Error(
        `${service} may not use "${name}": list it under "${what}" in packages/contracts/src/access.ts.`,
      )
    }
  }
  const [serves, asks, emits, hears] = [allow('serves'), allow('asks'), allow('emits'), allow('hears')]
  return {
    ...bus,
    call: (subject, request, options) => {
      asks(subject)
      return bus.call(subject, request, options)
    },
    serve: (subject, handler) => {
      serves(subject)
      bus.serve(subject, handler)
    },
    find: (subject, request, timeoutMs) => {
      asks(subject)
      return bus.find(subject, request, timeoutMs)
    },
    serveFind: (subject, handler) => {
      serves(subject)
      bus.serveFind(subject, handler)
    },
    emit: (subject, message) => {
      emits(subject)
      bus.emit(subject, message)
    },
    on: (subject, handler) => {
      hears(subject)
      bus.on(subject, handler)
    },
    openStream: (subject, head, body, sink, instanceId) => {
      asks(subject)
      return bus.openStream(subject, head, body, sink, instanceId)
    },
    serveStream: (subject, handler) => {
      serves(subject)
      return bus.serveStream(subject, handler)
    },
  }
}
