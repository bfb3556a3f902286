// The app's own words; those of the widget come with it.
export const WORDS = {
  en: {
    version: 'version', since: 'in force since', read: 'Read', ask: 'Ask me', accept: 'Accept by the API', decline: 'Decline', withdraw: 'Withdraw',
    send: 'Send now', retry: 'Try again', save: 'Save a copy', discard: 'Discard', saveReceipt: 'Save the receipt', attempts: 'attempts:', left: 'Still to be sent:',
    nothingWaits: 'Nothing waits to be sent.', noReceipts: 'No receipts yet.', verified: 'Verified', unverified: 'Not verified here', reference: 'Reference',
    recordedAt: 'recorded', number: 'no.', offline: 'No network: what you do is kept on this device.',
    statuses: {none: 'Not answered', current: 'Agreed', notice: 'Change announced', due: 'New version', declined: 'Declined', withdrawn: 'Withdrawn'},
    acts: {accept: 'Agreed', decline: 'Declined', withdraw: 'Withdrew'},
    states: {saved: 'Saved on this device', held: 'Waits for you to sign in', dead: 'Refused'},
  },
  'zh-CN': {
    version: '版本', since: '生效于', read: '阅读', ask: '请我同意', accept: '通过 API 同意', decline: '不同意', withdraw: '撤回',
    send: '立即发送', retry: '重试', save: '保存副本', discard: '丢弃', saveReceipt: '保存回执', attempts: '尝试次数：', left: '尚待发送：',
    nothingWaits: '没有等待发送的内容。', noReceipts: '尚无回执。', verified: '已验证', unverified: '未能在此验证', reference: '编号',
    recordedAt: '记录于', number: '序号', offline: '没有网络：您的操作保存在本设备上。',
    statuses: {none: '尚未答复', current: '已同意', notice: '已公告变更', due: '有新版本', declined: '不同意', withdrawn: '已撤回'},
    acts: {accept: '同意', decline: '不同意', withdraw: '撤回'},
    states: {saved: '已保存在本设备上', held: '等待您登录', dead: '被拒绝'},
  },
};
