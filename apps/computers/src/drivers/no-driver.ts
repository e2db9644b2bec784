import type { ComputerDriver } from './driver.ts'

/** For machines that cannot run desktops: every start is refused with the reason. */
export const noDriver = (reason: string): ComputerDriver => {
  const refuse = (): never => {
    throw new Error(reason)
  }
  return {
    name: 'none',
    summary: reason,
    outlivesService: false,
    sharedDisks: null,
    whyNot: () => reason,
    create: async () => refuse(),
    start: async () => refuse(),
    adopt: async () => null,
    stop: async () => {},
    pause: async () => refuse(),
    resume: async () => refuse(),
    resize: async () => refuse(),
    remove: async () => {},
    snapshot: async () => refuse(),
    stats: async () => refuse(),
    connect: async () => refuse(),
    list: async () => [],
    onEnded: () => {},
    close: async () => {},
  }
}
