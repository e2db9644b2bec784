import { BusError } from '@gptget/bus'

/** Whether a stream was aborted because the process that asked for it is gone, and not because its caller left. */
export const isLost = (reason: unknown): boolean => reason instanceof BusError && reason.code === 'lost'
