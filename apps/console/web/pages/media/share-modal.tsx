import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'

/** Shows an address that anyone can open for a day. */
export const ShareModal = ({ url, onClose }: { url: string | undefined; onClose: () => void }) => (
  <Modal
    title={m.media.shareTitle}
    text={m.media.shareText}
    size="md"
    isOpen={url !== undefined}
    onClose={onClose}
  >
    <CodeBlock code={url ?? ''} />
    <ModalActions>
      <a href={url} target="_blank" rel="noreferrer" className={buttonClass()}>
        {m.media.openLink}
      </a>
      <Button look="primary" onClick={onClose}>
        {m.common.close}
      </Button>
    </ModalActions>
  </Modal>
)
