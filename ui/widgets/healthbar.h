#pragma once

#include "models/applicationmodel.h"

#include <QWidget>

namespace cauce {

//! \brief All applications as one bar, worst at the left, and their numbers in words beside it.
class HealthBar : public QWidget
{
    Q_OBJECT

public:
    explicit HealthBar(QWidget* parent = nullptr);
    void setApplications(const QList<ApplicationRowPtr>& rows);
    QString spoken() const; //!< for screen readers: the numbers in words
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Part
    {
        Tone tone;
        int count = 0;
    };
    QList<Part> m_parts;
    int m_outOfSync = 0;
    int m_degraded = 0;
    int m_all = 0;
};

} // namespace cauce
