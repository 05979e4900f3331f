// sentence.h - an expression of the law as a sentence, with the values it had, or without.
#ifndef EXPLAIN_SENTENCE_H
#define EXPLAIN_SENTENCE_H

#include "explain/speech.h"

// Says a node. With `run` and `frame`, named values carry what they were worth:
// "家庭月收入（1,500.00 元/月）÷ 家庭人口数（3）低于低保标准（800.00 元/月）". With run NULL it is
// the law's own text: "家庭月收入 ÷ 家庭人口数低于低保标准".
Str say_node(const Speaker *speaker, NodeId node, Run *run, const Frame *frame);

#endif
