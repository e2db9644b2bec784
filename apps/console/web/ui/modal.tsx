import { lazy, Suspense, useState, type ReactNode } from 'react'

export type ModalProps = {
  title: string
  text?: string
  isOpen: boolean
  onClose: () => void
  size?: 'sm' | 'md' | 'lg'
  children: ReactNode
}

const load = () => import('./opened-modal.tsx')
const OpenedModal = lazy(load)

/** Loads the code of dialogs in advance. */
export const loadModals = (): void => void load().catch(() => {})

/** A dialog over the page: it keeps the focus, and Escape closes it. Its code is loaded when one is first opened. */
export const Modal = (props: ModalProps) => {
  const [wasOpened, setWasOpened] = useState(props.isOpen)
  if (props.isOpen && !wasOpened) setWasOpened(true)
  if (!wasOpened) return null
  return (
    <Suspense fallback={<div className="fixed veil inset-0 z-40 bg-veil" />}>
      <OpenedModal {...props} />
    </Suspense>
  )
}

export const ModalActions = ({ children }: { children: ReactNode }) => (
  <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>
)
