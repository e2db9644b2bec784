import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { m } from '../messages/index.ts'
import { buttonClass } from './button.tsx'
import { classes } from './classes.ts'
import type { ModalProps } from './modal.tsx'

const SIZES = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-3xl' }

/** The dialog that `Modal` loads. */
export default function OpenedModal({ title, text, isOpen, onClose, size = 'sm', children }: ModalProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed veil inset-0 z-40 bg-veil" />
        <Dialog.Popup
          className={classes(
            'fixed top-1/2 left-1/2 z-50 max-h-[min(90dvh,52rem)] w-[calc(100vw-2rem)] -translate-1/2 overflow-y-auto',
            'rounded-lg border border-line bg-card p-5 shadow-pop sm:p-6',
            SIZES[size],
          )}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
              {text && <Dialog.Description className="mt-1 text-soft">{text}</Dialog.Description>}
            </div>
            <Dialog.Close
              className={classes(buttonClass('quiet', 'icon'), '-m-2')}
              aria-label={m.common.close}
            >
              <X size={18} aria-hidden />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
