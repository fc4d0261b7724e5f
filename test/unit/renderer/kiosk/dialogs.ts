/** jsdom knows no modal dialogs: here they are only open. */
export function giveDialogs(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute('open', '');
  };
}
