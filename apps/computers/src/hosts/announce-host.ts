import { cpus, freemem, totalmem } from 'node:os'
import { computerHostAnnounced } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { whyNoRoom } from '../lifecycle/with-room.ts'

const ANNOUNCE_MS = 3_000

/** `listen`: from now on it can be reached at this address. */
export type Announcement = { listen(url: string): void }

/**
 * Announces this host to every host until it stops; a new host is told at once. It begins before the host touches its
 * computers: other hosts take over the computers of a host that they do not hear from.
 */
export const announceHost = (context: Context, stopping: AbortSignal): Announcement => {
  const { bus, config, hostId, live } = context
  const freeCpuShare = cpuMeter()
  let url: string | null = null
  const announce = ({ isArriving = false } = {}): void =>
    bus.emit(computerHostAnnounced, {
      hostId,
      url,
      regions: [...config.regions],
      hasRoom: whyNoRoom(context) === null,
      running: live.size,
      freeMemoryShare: Math.min(1, freemem() / totalmem()),
      freeCpuShare: freeCpuShare(),
      isArriving,
      isLeaving: stopping.aborted,
    })
  bus.on(computerHostAnnounced, (host) => {
    if (host.isArriving && host.hostId !== hostId) announce()
  })
  const timer = setInterval(announce, ANNOUNCE_MS).unref()
  const leave = (): void => {
    clearInterval(timer)
    announce()
  }
  stopping.addEventListener('abort', leave, { once: true })
  announce({ isArriving: true })
  return {
    listen: (own) => {
      url = own
      announce({ isArriving: true })
    },
  }
}

/** The share of the processors that was idle since the last call. */
const cpuMeter = (): (() => number) => {
  let before = cpuTimes()
  return () => {
    const now = cpuTimes()
    const all = now.allMs - before.allMs
    const share = all === 0 ? 1 : (now.idleMs - before.idleMs) / all
    before = now
    return Math.min(1, Math.max(0, share))
  }
}

const cpuTimes = () => {
  const times = cpus().map((cpu) => cpu.times)
  return {
    idleMs: times.reduce((sum, { idle }) => sum + idle, 0),
    allMs: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
  }
}
