import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../platform/start-platform.ts'
import type { Chance } from './chance.ts'

/** A process that can be killed and restarted. */
export type Victim = { name: string; kill(): Promise<void>; restart(): Promise<void> }

/** A time during which a victim was down, in `performance.now()`. */
export type Outage = { victim: string; fromMs: number; toMs: number }

/** Every process of a platform, its NATS and its Postgres. */
export const victimsOf = ({ services, nats, postgres }: Platform): Victim[] => {
  const numbers = new Map<string, number>()
  const processes = services.map((running): Victim => {
    const number = (numbers.get(running.service) ?? 0) + 1
    numbers.set(running.service, number)
    return {
      name: `${running.service} ${number}`,
      kill: () => running.kill('SIGKILL'),
      restart: () => running.restart(),
    }
  })
  const servers = [
    { name: 'nats', server: nats },
    { name: 'postgres', server: postgres },
  ].flatMap(({ name, server }) => (server ? [{ name, kill: server.kill, restart: server.restart }] : []))
  return [...processes, ...servers]
}

export type KillingOptions = {
  chance: Chance
  victims: Victim[]
  untilMs: number
  pauseMs: [least: number, most: number]
  awayMs: [least: number, most: number]
  report: (line: string) => void
}

const MOST_AWAY = 3

/**
 * Kills victims in random order until the time is up, and restarts each after a while. Resolves when all run again.
 */
export const killAtRandom = async (options: KillingOptions): Promise<Outage[]> => {
  const { chance, victims, untilMs, pauseMs } = options
  const outages: Outage[] = []
  const returning: Promise<void>[] = []
  const away = new Set<Victim>()
  let bag: Victim[] = []
  for (;;) {
    await sleep(chance.between(...pauseMs))
    if (performance.now() > untilMs) break
    // On a slow machine, restarting takes long. With everything down at once, the proof would show nothing.
    if (away.size >= MOST_AWAY) continue
    if (bag.length === 0) bag = chance.shuffle(victims)
    const victim = bag.pop()!
    if (away.has(victim)) continue
    const outage = { victim: victim.name, fromMs: performance.now(), toMs: Infinity }
    outages.push(outage)
    away.add(victim)
    const comesBack = async (): Promise<void> => {
      await takeAway(victim, chance.between(...options.awayMs), options.report)
      outage.toMs = performance.now()
      away.delete(victim)
    }
    returning.push(comesBack())
  }
  await Promise.all(returning)
  return outages
}

const takeAway = async (victim: Victim, awayMs: number, report: (line: string) => void): Promise<void> => {
  report(`kill -9 ${victim.name}`)
  await victim.kill()
  await sleep(awayMs)
  await bringBack(victim)
  report(`${victim.name} is back`)
}

const PATIENCE_MS = 60_000

/** Its dependencies may be down too, so it is restarted until it stays up, as by a supervisor. */
const bringBack = async (victim: Victim): Promise<void> => {
  const deadlineMs = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await victim.restart()
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
      await sleep(250)
    }
  }
}
