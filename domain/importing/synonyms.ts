/**
 * Heads that mean the same in the tables people keep, beside the labels of the forms: each line is one thing. Taken only where no label fits and
 * one column alone is meant, so that none of them ever takes the place of what a form calls by its own name.
 */
export const sameHeads: readonly (readonly string[])[] = [
  ['@number', 'No.', 'No', 'Number', '编号', '单号', '单据编号', '单据号', '工单号', '工单编号', '记录编号', 'Record no.', 'Order no.', 'Ticket', 'Ticket no.', 'Ref', 'Reference'],
  ['@state', '状态', '单据状态', 'State', 'Status'],
  ['@owner', '经办人', '填写人', '记录人', 'Written by', 'Entered by'],
  ['@createdAt', '填写时间', '登记时间', '录入时间', 'Written at', 'Created', 'Entered'],
  ['联系人', '报修人', '申报人', '客户联系人', 'Contact', 'Contact person', 'Caller', 'Requester'],
  ['联系电话', '电话', '手机', '手机号', '联系方式', 'Phone', 'Tel', 'Telephone', 'Mobile', 'Phone no.'],
  ['服务工程师', '工程师', '处理人', '维护人员', 'Engineer', 'Handled by', 'Technician'],
  ['责任人', '负责人', '管理人', 'Owner', 'Person in charge', 'Responsible', 'In charge'],
  ['服务地点', '地点', '位置', 'Place', 'Location'],
  ['受理时间', '报修时间', '申报时间', '接报时间', 'Received', 'Reported at', 'Requested at'],
  ['到场时间', '到达时间', 'Arrived', 'Arrival'],
  ['完成时间', '结束时间', '解决时间', 'Finished', 'Completed', 'Done'],
  ['需求/故障描述', '故障描述', '问题描述', '故障现象', '描述', 'Request or fault', 'Description', 'Problem', 'Symptom'],
  ['处理步骤', '处理过程', '处理情况', '处理措施', 'Work done', 'Action', 'Actions taken'],
  ['名称', '设备名称', '资产名称', 'Name', 'Asset', 'Device'],
  ['备注', '说明', 'Note', 'Notes', 'Remark', 'Remarks', 'Comment'],
];
