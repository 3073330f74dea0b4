#pragma once

#include "core/base/result.h"
#include "core/sandbox/api.h"
#include "core/sandbox/controllers.h"
#include "core/sandbox/faults.h"

#include <QObject>

#include <functional>
#include <memory>

namespace cauce::sandbox {

//! \brief A small Kubernetes cluster in this process: API server on 127.0.0.1 with TLS, and its
//! controllers, in a thread of its own.
//!
//! Made, started and destroyed by one thread; its functions may be called from any once it runs.
class Sandbox : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        quint16 port = 0; //!< 0: any free one
        QString folder; //!< private: certificate, key, kubeconfig (0600) and data; must exist
        bool keepsData = false; //!< objects are read from folder at start and written there, too
        Clock clock = {}; //!< is asked in the sandbox's thread
        Pace pace = {};
    };

    explicit Sandbox(Options options, QObject* parent = nullptr);
    ~Sandbox() override; //!< stops, at most some hundred milliseconds

    //! \brief Listens; blocks until it does, some 10 ms (the key is made on the first start).
    //! \return Io naming the port or the file when it cannot
    Result<void> start();

    QString server() const; //!< https://127.0.0.1:PORT; empty before start()
    QString kubeconfig() const; //!< a file of the administrator's, complete in itself
    QString nobodyKubeconfig() const; //!< of the user without rights
    QString caFile() const; //!< PEM
    QByteArray token(User user = User::Admin) const;

    //! Replaces the faults; takes effect with the next request, and at once for open watches.
    void setFaults(const Faults& faults);
    Faults faults() const; //!< the counts that are left
    //! All effects so far (a copy).
    std::vector<Effect> effects() const;
    //! How many requests have come, by method and path as sent.
    QList<std::pair<QByteArray, QByteArray>> requests() const;
    //! \brief Runs \p work in the sandbox's thread, and waits: for tests and for filling it fast.
    //!
    //! Whoever has set a clock forward calls it, too, so that what has become due is done.
    void with(const std::function<void(Api&)>& work);
    //! Makes \p count changes to one ConfigMap of \p nameSpace as fast as it can ("events by the
    //! thousand"). Returns when they are made.
    void flood(const QString& nameSpace, int count);

signals:
    //! A write took effect; queued to the receiver's thread.
    void effectTook(const cauce::sandbox::Effect& effect);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::sandbox
