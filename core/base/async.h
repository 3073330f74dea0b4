#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThread>

namespace cauce {

//! \brief Calls \p done with the value of \p future, in the thread of \p context.
//!
//! Use this and not QFuture::then(context, ...): in Qt 6.4 that asserts when \p context has died
//! first. Here the watcher dies with \p context and \p done is not called. A cancelled producer
//! reports ErrorKind::Cancelled as its value; a future without a value is dropped.
template <typename T, typename Fn>
void onResult(const QFuture<T>& future, QObject* context, Fn done)
{
    Q_ASSERT(context->thread() == QThread::currentThread());
    auto* watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             done(watcher->future().takeResult());
                     });
    watcher->setFuture(future);
}

//! A future that already has its value: for answers that need no waiting.
template <typename T>
QFuture<T> readyFuture(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace cauce
