/** Parts of `<assent-terms>`, handed on by what shows one. */
export const READER_PARTS =
  'scroll,progress,tools,tool,contents,search,column,row,key,badge,explanation,number,heading,link,table,preamble,changes,changed,tag';

/** Parts of `<assent-dialog>`, handed on by the gate, with those of its reader. */
export const DIALOG_PARTS =
  `dialog,panel,header,title,meta,tabs,tab,close,terms,footer,consents,consent,statement,actions,button,accept,decline,gate,alert,outcome,${READER_PARTS}`;
