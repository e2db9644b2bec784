import { cpus, freemem, totalmem } from 'node:os'
import { computerHostAnnounced } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { whyNoRoom } from '../lifecycle/require-room.ts'

const ANNOUNCE_MS = 3_000

type Phase = 'arriving' | 'there' | 'leaving'

/** Announces this host's capacity to every host, until stopped; a new host is told at once. */
export const announceHost = (context: Context, url: string): { stop(): void } => {
  const { bus, config, hostId, live } = context
  const freeCpuShare = cpuMeter()
  const announce = (phase: Phase): void =>
    bus.emit(computerHostAnnounced, {
      hostId,
      url,
      regions: [...config.regions],
      hasRoom: whyNoRoom(context) === null,
      running: live.size,
      freeMemoryShare: Math.min(1, freemem() / totalmem()),
      freeCpuShare: freeCpuShare(),
      isArriving: phase === 'arriving',
      isLeaving: phase === 'leaving',
    })
  bus.on(computerHostAnnounced, (host) => {
    if (host.isArriving && host.hostId !== hostId) announce('there')
  })
  const timer = setInterval(() => announce('there'), ANNOUNCE_MS).unref()
  announce('arriving')
  return {
    stop: () => {
      clearInterval(timer)
      announce('leaving')
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
