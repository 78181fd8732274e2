;;; What a user of Eglot does, printed line by line. -*- lexical-binding: t -*-

;; Evaluated before: the block of docs/editors.md.

(setq eglot-autoshutdown nil
      eglot-sync-connect 30
      debug-on-error t)

(defvar wanted nil "What is chosen where answers are offered.")

(setq completing-read-function
      (lambda (_prompt table &rest _)
        (let ((offered (all-completions "" table)))
          (message "OFFERED %S" (seq-take offered 3))
          (seq-find (lambda (line) (string-match-p wanted line)) offered))))

(defun say-where ()
  (message "AT %s:%d:%d" (file-name-nondirectory buffer-file-name)
           (line-number-at-pos) (current-column)))

(defun first-answer (question)
  "The first workspace symbol for QUESTION, as `xref-find-apropos' shows it."
  (let ((answers (xref-backend-apropos 'eglot question)))
    (if answers (substring-no-properties (xref-item-summary (car answers))) "")))

(defun wait-for (name question)
  "Until NAME is the first answer to QUESTION, for half a minute at most."
  (let ((tries 300))
    (while (and (> (setq tries (1- tries)) 0)
                (not (string-match-p name (first-answer question))))
      (accept-process-output nil 0.1))
    (message "FIRST %s" (first-answer question))))

(find-file "shop.py")
(apply #'eglot (eglot--guess-contact))
(wait-for "total_price" "add up the prices")

(setq wanted "total_price")
(snippet-search "add up the prices")
(say-where)

(setq wanted "cart_sum")
(snippet-similar)
(say-where)

(find-file "shop.py")
(goto-char (point-min))
(push-mark (line-beginning-position 4) t t)
(setq wanted "cart_sum")
(let ((transient-mark-mode t)) (snippet-similar))
(say-where)

(find-file "shop.py")
(goto-char (point-max))
(insert "\n\ndef repaint_the_fence(colour):\n    return colour\n")
(eglot--signal-textDocument/didChange)
(wait-for "repaint_the_fence" "repaint the fence")

(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(message "DONE")
