// bind_internal.h - what the files that bind expressions share.
#ifndef COMPILE_BIND_INTERNAL_H
#define COMPILE_BIND_INTERNAL_H

#include "compile/compiler.h"

// --- nodes (bind_expr.c) ---

Bound bound_as(NodeId node, Type type);

// A node of this scope that has no target.
Node node_in(const Scope *scope, Span span, Opcode op, Type type);

// The node with these children, as what an expression was bound to.
Bound make_bound(Compiler *compiler, Node node, const NodeId *children, uint32_t count);
Str type_text(Compiler *compiler, Type type);

// --- names (bind_names.c) ---

// `inner` was made for the scope `depth` frames out.
Bound asked_outside(Compiler *compiler, const Scope *scope, uint32_t depth, Bound inner, Span span);
Bound bind_name(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected);
Bound bind_rule_name(Compiler *compiler, uint32_t index, Span span, const Scope *scope);
Bound bind_slot(Compiler *compiler, const Expr *expr, const Scope *scope);

// "P at K is V as of D".
Bound bind_overrides(Compiler *compiler, const Expr *expr, const Scope *scope);

// --- operators (bind_operators.c) ---

Bound bind_compare(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_is(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_in(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_in_unit(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_logic(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_arithmetic(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_negate(Compiler *compiler, const Expr *expr, const Scope *scope);
Bound bind_convert(Compiler *compiler, const Expr *expr, const Scope *scope);

// Two operands of one type, giving that type: bounds and "otherwise".
Bound bind_same(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                const Type *expected);

#endif
