#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! ReplicaSet -> Pods.
class ReplicaSetController : public Controller
{
public:
    explicit ReplicaSetController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    QString manage(const Json& set, qint64 wanted); // what went wrong; empty: nothing
    Json statusOf(const Json& set, const QString& failure);

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
