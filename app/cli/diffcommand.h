#pragma once

#include "app/cli/sessioncommand.h"

namespace cauce::cli {

//! `cauce diff APP`: unified hunks, `-` live, `+` desired. 0 same, 1 differs, 2 could not compare.
class DiffCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("diff"); }
    QString summary() const override;
    QString description() const override;
    QList<Argument> arguments() const override;

protected:
    void onSettled() override;

private:
    void print(const AppDiff& diff);
};

//! \brief The difference of one object as text: a header line, then hunks. Safe to print; Secrets
//! are masked.
QString diffText(const diff::ObjectDiff& object);

} // namespace cauce::cli
