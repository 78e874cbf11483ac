import type { EntryWords } from '../text/fileFaults.ts';
import { text } from '../text/text.ts';

/** What the entries of a contract profile are called where one is wrong. */
export const entryWords: EntryWords = {
  id: text('标识', 'Id'), version: text('版本', 'Version'), name: text('名称', 'Name'), zh: text('中文', 'Chinese'), en: text('英文', 'English'), project: text('项目名称', 'Project'), contractNo: text('合同编号', 'Contract no.'),
  parties: text('各方', 'Parties'), client: text('甲方', 'Client'), contractor: text('乙方', 'Contractor'), supervision: text('监理', 'Supervision'), term: text('服务期', 'Term'), from: text('起', 'From'), to: text('止', 'To'), price: text('合同价款', 'Price'),
  posts: text('岗位', 'Posts'), label: text('名称', 'Label'), count: text('人数', 'Number of people'), party: text('哪一方', 'Party'), statedPosts: text('合同所写工程师人数', 'Engineers the contract names'),
  sites: text('现场', 'Sites'), code: text('代号', 'Code'), address: text('地址', 'Address'), copies: text('三联', 'Copies'), no: text('第几联', 'Copy no.'), holder: text('持有人', 'Holder'), colour: text('颜色', 'Colour'),
  officeHours: text('办公时间', 'Office hours'), lunch: text('午休', 'Lunch'), serviceCalendars: text('服务时间', 'Service calendars'), days: text('哪些天', 'Days'), hours: text('时段', 'Hours'),
  rules: text('期限', 'Clocks'), rule: text('规则号', 'Rule'), clause: text('条款', 'Clause'), quoted: text('合同原文', 'Words of the contract'), figure: text('数值', 'Figure'), unit: text('单位', 'Unit'), direction: text('方向', 'Direction'), start: text('起算', 'Start'),
  calendar: text('按哪种服务时间', 'Service calendar'), owner: text('由谁负责', 'Owner'), post: text('岗位', 'Post'), evidence: text('凭据', 'Evidence'), event: text('起算事件', 'Event'), setting: text('待定事项', 'Setting'), switches: text('读法', 'Readings'),
  eventDay: text('当天是否计入', 'Day of the event'), restDay: text('末日遇休息日', 'Last day a rest day'), bound: text('以内或超过', 'Bound'), accrues: text('从哪天起计', 'Accrues'), endsAt: text('何时截止', 'Ends at'),
  recurring: text('周期性义务', 'Recurring duties'), every: text('每隔多久', 'Every'), times: text('每期次数', 'Times'), anchor: text('从何时起算', 'Anchor'), dueBy: text('按哪条期限', 'Clock'), during: text('限于何时', 'During'), record: text('单据', 'Papers'),
  form: text('表单', 'Form'), day: text('日期项', 'Day'), when: text('条件', 'When'), field: text('项', 'Field'), in: text('取值', 'Values'), states: text('状态', 'States'), duties: text('巡检任务', 'Rounds'),
  grades: text('事故分级', 'Grades'), mostPeople: text('影响人数上限', 'Most people'), levels: text('等级', 'Levels'), specialReport: text('是否要专题报告', 'Special report'), kinds: text('种类', 'Kinds'), by: text('按时间或人数', 'By time or people'),
  steps: text('升级', 'Steps'), grade: text('等级', 'Grade'), after: text('持续超过', 'After'), inclusive: text('是否含本数', 'Inclusive'), bands: text('人数段', 'Bands'), min: text('最少', 'Min'), max: text('最多', 'Max'),
  callOut: text('到场', 'Call-out'), groups: text('组', 'Groups'), byGrade: text('按等级', 'By grade'), calls: text('叫谁', 'Calls'), group: text('组', 'Group'), who: text('哪些人', 'Who'), rest: text('其余人员', 'The rest'),
  money: text('金额', 'Money'), currency: text('币种', 'Currency'), method: text('算法', 'Method'), payer: text('付款方', 'Payer'), percent: text('百分比', 'Per cent'), feeBack: text('是否退还全部费用', 'Fee back'), due: text('应付期限', 'Due'), clock: text('期限', 'Clock'), cap: text('上限', 'Cap'), divisor: text('每年天数', 'Days of a year'),
  assessment: text('考核', 'Assessment'), failedMonths: text('连续不合格月数', 'Failed months'), settings: text('合同待定事项', 'Settings'), kind: text('类别', 'Kind'), point: text('第几点', 'Point'), question: text('问题', 'Question'), choices: text('可选答案', 'Choices'), value: text('取值', 'Value'), default: text('默认', 'Default'),
  paperSigning: text('可用纸笔签字的表单', 'Forms signed on paper'), template: text('模板', 'Template'), rounds: text('班次', 'Rounds'), weekday: text('星期几', 'Weekday'), templates: text('巡检模板', 'Inspection templates'), target: text('巡检对象', 'Target'), items: text('指标', 'Items'),
  key: text('标识', 'Key'), worse: text('哪头变坏', 'Worse'), warn: text('预警值', 'Warning'), alarm: text('报警值', 'Alarm'), critical: text('是否关键', 'Critical'), collector: text('采集项', 'Collector'),
};
