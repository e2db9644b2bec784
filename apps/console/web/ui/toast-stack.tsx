import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { m } from '../messages/index.ts'
import { readSaid, subscribeToSaid, takeSaid } from './say.ts'

const Shown = () => {
  const { toasts, add } = Toast.useToastManager()
  const said = useSyncExternalStore(subscribeToSaid, readSaid)
  useEffect(() => takeSaid().forEach((one) => add(one)), [said, add])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="flex items-start gap-3 rounded-md border border-line bg-card px-4 py-3 shadow-pop"
    >
      <div className="flex-1">
        <Toast.Title className="font-medium" />
        <Toast.Description className="text-soft" />
      </div>
      <Toast.Close aria-label={m.common.close} className="text-faint hover:text-text">
        <X size={16} aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ))
}

/** The messages of `say`, one above the other. */
export default function ToastStack() {
  return (
    <Toast.Provider timeout={4_000}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2">
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}
