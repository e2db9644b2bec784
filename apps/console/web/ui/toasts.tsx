import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { readSaid, subscribeToSaid } from './say.ts'

const ToastStack = lazy(() => import('./toast-stack.tsx'))

/** Where short messages appear. Its code is loaded with the first message. */
export const Toasts = () => {
  const said = useSyncExternalStore(subscribeToSaid, readSaid)
  const [isUsed, setIsUsed] = useState(false)
  if (said.length > 0 && !isUsed) setIsUsed(true)
  return <Suspense>{isUsed && <ToastStack />}</Suspense>
}
