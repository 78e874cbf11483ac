import { expect, it } from 'vitest';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { survey } from '../../domain/forms/survey.ts';
import { askedData, askedWords } from '../../domain/record/asked.ts';
import { completeOrder, createSampleLog, engineer } from './sampleRecords.ts';

const order = createSampleLog().create(serviceOrder, '0199c1d0-0000-7000-8000-0000000000f1', completeOrder);

it('a survey says whose work it is about and who answers, as its form declares', () => {
  expect(askedData(survey, order, { name: '李建国', post: '运维主管' })).toEqual({ orderNumber: order.number, servedBy: engineer.name, respondent: '李建国', post: '运维主管' });
  expect(askedData(survey, order, { name: '李建国', post: '' })).not.toHaveProperty('post');
  expect(askedData(serviceOrder, order, { name: '李建国', post: '' })).toEqual({});
  const named = [...Object.keys(survey.asked!.filled), survey.asked!.comment, survey.asked!.declineReason];
  expect(named.filter((field) => !Object.hasOwn(survey.fields, field))).toEqual([]);
});

it('the customer\'s words go where the form keeps them', () => {
  expect(askedWords(survey, 'comment', ' 很快 ')).toEqual({ comment: '很快' });
  expect(askedWords(survey, 'declineReason', '忙')).toEqual({ declineReason: '忙' });
  expect(askedWords(survey, 'comment', ' ')).toEqual({});
});
