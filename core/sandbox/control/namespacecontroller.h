#pragma once

#include "core/sandbox/control/loop.h"

#include <QSet>

namespace cauce::sandbox::control {

//! \brief What every namespace has (ServiceAccount default, ConfigMap kube-root-ca.crt), and its
//! end: all objects in it, then the finalizer "kubernetes".
class NamespaceController : public Controller
{
public:
    //! \param caPem what kube-root-ca.crt holds
    NamespaceController(Loop& loop, const QByteArray& caPem)
        : m_loop(loop)
        , m_caPem(caPem)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    void furnish(const QString& name);
    void end(const Json& object, const QString& name);

    Loop& m_loop;
    QByteArray m_caPem;
    QSet<QString> m_ending;
};

} // namespace cauce::sandbox::control
