// Moves the clock of this page, as far as scripts can tell, before any other script asks for it.
{
  const RealDate = Date;
  const shiftMs = Number(document.currentScript.dataset.shiftMs);
  globalThis.Date = class extends RealDate {
    constructor(...when) {
      super(...(when.length > 0 ? when : [RealDate.now() + shiftMs]));
    }

    static now() {
      return RealDate.now() + shiftMs;
    }
  };
}
