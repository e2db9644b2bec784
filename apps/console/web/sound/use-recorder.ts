import { useEffect, useRef, useState } from 'react'
import { closeMicrophone, openMicrophone } from './microphone.ts'

export type Recorder = {
  /** null: not recording. */
  seconds: number | null
  error: Error | null
  start: () => Promise<void>
  stop: () => void
}

/** Records until it is stopped, into one file in the browser's own format. */
export const useRecorder = (onFile: (file: File) => void): Recorder => {
  const running = useRef<MediaRecorder | null>(null)
  const [seconds, setSeconds] = useState<number | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const start = async () => {
    setError(null)
    try {
      const stream = await openMicrophone()
      const recorder = new MediaRecorder(stream)
      const pieces: Blob[] = []
      recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data))
      recorder.addEventListener('stop', () => {
        closeMicrophone(stream)
        // Without the codecs, which are not part of the format's name.
        const [type = ''] = recorder.mimeType.split(';')
        if (running.current === recorder)
          onFile(new File(pieces, `recording.${type.split('/')[1]}`, { type }))
        running.current = null
        setSeconds(null)
      })
      running.current = recorder
      recorder.start()
      setSeconds(0)
    } catch (failure) {
      setError(failure as Error)
    }
  }
  useEffect(() => {
    if (seconds === null) return
    const timer = setTimeout(() => setSeconds(seconds + 1), 1_000)
    return () => clearTimeout(timer)
  }, [seconds])
  useEffect(
    () => () => {
      const recorder = running.current
      running.current = null
      recorder?.stop()
    },
    [],
  )
  return { seconds, error, start, stop: () => running.current?.stop() }
}
