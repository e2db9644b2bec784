import { BusError } from '@gptget/bus'

/** Whether a stream was aborted because the calling process is gone, and not because its caller disconnected. */
export const isLost = (reason: unknown): boolean => reason instanceof BusError && reason.code === 'lost'
